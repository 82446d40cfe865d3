// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of content, the same however the files were packed. */
final class ContentChecksum {
    private ContentChecksum() {}

    static String of(DataShape shape, Examples train, Examples test) {
        MessageDigest digest = sha256();
        digest.update((shape + " " + train.domain().name()).getBytes(UTF_8));
        add(digest, train);
        add(digest, test);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Examples examples) {
        digest.update(("\nexamples " + examples.size() + "\n").getBytes(UTF_8));
        for (int row = 0; row < examples.size(); row++) {
            examples.digest(row, digest);
        }
        examples.labels().ifPresent(labels -> add(digest, labels));
    }

    private static void add(MessageDigest digest, Labels labels) {
        for (Labels.Column column : labels.columns()) {
            digest.update(
                    ("\nlabels " + column.name() + " " + column.cardinality() + "\n")
                            .getBytes(UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(column.size() * Integer.BYTES);
            bytes.asIntBuffer().put(column.values());
            digest.update(bytes.array());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

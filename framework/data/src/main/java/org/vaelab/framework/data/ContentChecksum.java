// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads all values of a data set once: computes their SHA-256, and checks those that nobody
 * checked. The checksum is the same however files were packed, and whether values lie in memory or
 * on disk.
 */
record ContentChecksum(MessageDigest digest, DataFacts facts) {

    private static final int ROWS_PER_REPORT = 4096;

    /**
     * Returns the checksum in hex.
     *
     * @throws DataException if a value is not in its domain
     */
    static String of(
            String name,
            DataShape shape,
            Examples train,
            Optional<Examples> validation,
            Examples test,
            DataFacts facts,
            DataSource.Progress progress) {
        ContentChecksum content = new ContentChecksum(Sha256.digest(), facts);
        content.add(shape + " " + train.domain().name());
        content.add(train, "reading " + name + ", training examples", progress);
        content.add(test, "reading " + name + ", test examples", progress);
        validation.ifPresent(
                held -> content.add(held, "reading " + name + ", validation examples", progress));
        facts.form().identity().forEach(content::add);
        return HexFormat.of().formatHex(content.digest.digest());
    }

    private void add(String text) {
        digest.update(text.getBytes(UTF_8));
    }

    private void add(Examples examples, String what, DataSource.Progress progress) {
        add("\nexamples " + examples.size() + "\n");
        Examples all = examples.whole();
        double[] row = new double[all.isChecked() ? 0 : all.width()];
        for (int i = 0; i < all.size(); i++) {
            if (!all.isChecked()) {
                all.read(i, row, 0);
                facts.requireValid(i, row, all);
            }
            all.digest(i, digest);
            if (i % ROWS_PER_REPORT == 0 && all.isStreamed()) {
                progress.transferred(what, i, all.size());
            }
        }
        examples.labels().ifPresent(this::add);
    }

    private void add(Labels labels) {
        for (Labels.Column column : labels.columns()) {
            add("\nlabels " + column.name() + " " + column.cardinality() + "\n");
            ByteBuffer bytes = ByteBuffer.allocate(column.size() * Integer.BYTES);
            bytes.asIntBuffer().put(column.values());
            digest.update(bytes.array());
        }
    }
}

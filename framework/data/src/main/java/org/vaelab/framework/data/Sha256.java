// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vaelab.framework.Internal;

/** SHA-256, in hexadecimal. */
@Internal
public final class Sha256 {

    private static final int BLOCK = 1 << 16;

    private Sha256() {}

    /** Returns an empty digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the checksum of a text in UTF-8. */
    public static String of(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the checksum of the contents of files, one after the other.
     *
     * @throws IOException if a file is absent or cannot be read
     */
    public static String of(Path... files) throws IOException {
        MessageDigest digest = digest();
        byte[] block = new byte[BLOCK];
        for (Path file : files) {
            try (InputStream in = GivenFile.open(file)) {
                for (int read = in.read(block); read >= 0; read = in.read(block)) {
                    digest.update(block, 0, read);
                }
            }
        }
        return hex(digest.digest());
    }

    /** Returns the bytes of a finished digest in hexadecimal. */
    public static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}

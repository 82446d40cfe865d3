// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The characters by which GPT-2's tokenizer writes bytes. A byte that is a visible character of
 * Latin-1 is written as that. The other 68 are written as U+0100, U+0101, ... in order: a blank is
 * U+0120.
 */
final class ByteLevel {
    private static final int FIRST = 0x100;
    private static final int[] BYTES = new int[FIRST + 256];

    static {
        int next = FIRST;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b > 0x20 && b < 0x7f) || (b > 0xa0 && b != 0xad);
            BYTES[visible ? b : next++] = b;
        }
    }

    private ByteLevel() {}

    /** Returns the text whose bytes in UTF-8 are written so; other characters stay. */
    static String text(String written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.codePoints()
                .forEach(
                        c -> {
                            if (c < BYTES.length && (BYTES[c] > 0 || c == FIRST)) {
                                bytes.write(BYTES[c]);
                            } else {
                                bytes.writeBytes(
                                        Character.toString(c).getBytes(StandardCharsets.UTF_8));
                            }
                        });
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

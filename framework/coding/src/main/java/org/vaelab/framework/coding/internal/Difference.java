// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * What turns one sequence of bytes into another: blocks of the second, each deflated with the first around the same
 * relative place as dictionary. It is short if most of the second lies in the first in the same order.
 *
 * <pre>
 *   length of the second, 32 bits; of each block its length, 32 bits, and raw deflate
 * </pre>
 */
final class Difference {

    /** With the dictionary of three blocks, the bytes of the same place are always in the window of deflate. */
    private static final int BLOCK = 1 << 13;

    private Difference() {}

    private static byte[] near(byte[] from, int place, int length) {
        int same = (int) ((long) place * from.length / length);
        int start = Math.max(0, same - BLOCK);
        return Arrays.copyOfRange(from, start, Math.min(from.length, same + 2 * BLOCK));
    }

    static byte[] between(byte[] from, byte[] to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(to.length).array());
        for (int place = 0; place < to.length; place += BLOCK) {
            Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
            deflater.setDictionary(near(from, place, to.length));
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            try (DeflaterOutputStream out = new DeflaterOutputStream(block, deflater)) {
                out.write(to, place, Math.min(BLOCK, to.length - place));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                deflater.end();
            }
            all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(block.size()).array());
            all.writeBytes(block.toByteArray());
        }
        return all.toByteArray();
    }

    /**
     * Returns the second sequence.
     *
     * @throws CodeFileException if this is not the difference from the first
     */
    static byte[] apply(byte[] from, byte[] difference) {
        ByteBuffer in = ByteBuffer.wrap(difference);
        byte[] to = new byte[in.getInt()];
        for (int place = 0; place < to.length; place += BLOCK) {
            Inflater inflater = new Inflater(true);
            try {
                inflater.setDictionary(near(from, place, to.length));
                int length = in.getInt();
                inflater.setInput(in.slice(in.position(), length));
                in.position(in.position() + length);
                int size = Math.min(BLOCK, to.length - place);
                if (inflater.inflate(to, place, size) < size) {
                    throw new CodeFileException("what is coded plainly is cut off");
                }
            } catch (DataFormatException e) {
                throw new CodeFileException("what is coded plainly does not fit: " + e, e);
            } finally {
                inflater.end();
            }
        }
        return to;
    }
}

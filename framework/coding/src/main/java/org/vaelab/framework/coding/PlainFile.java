// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.vaelab.framework.Internal;

/**
 * A text file from its examples as text, and from what it has beside them: other columns, other
 * ways to write a number, tokens outside of the vocabulary. What it has beside is short if most of
 * the file lies in the examples, in their order.
 *
 * <pre>
 *   length of the file, 32 bits; of each block of it its length, 32 bits, and raw deflate, of which the examples around
 *   the same relative place are the dictionary
 * </pre>
 */
@Internal
public final class PlainFile {

    /**
     * With a dictionary of three blocks, the examples of the same place are in the window of
     * deflate.
     */
    private static final int BLOCK = 1 << 13;

    private PlainFile() {}

    private static byte[] near(byte[] examples, int place, int length) {
        int same = (int) ((long) place * examples.length / length);
        int start = Math.max(0, same - BLOCK);
        return Arrays.copyOfRange(examples, start, Math.min(examples.length, same + 2 * BLOCK));
    }

    /** Returns what a file has beside its examples. */
    public static byte[] beside(byte[] examples, byte[] file) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(file.length).array());
        byte[] block = new byte[2 * BLOCK];
        for (int place = 0; place < file.length; place += BLOCK) {
            Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
            deflater.setDictionary(near(examples, place, file.length));
            deflater.setInput(file, place, Math.min(BLOCK, file.length - place));
            deflater.finish();
            int size = deflater.deflate(block, Integer.BYTES, block.length - Integer.BYTES);
            deflater.end();
            ByteBuffer.wrap(block).putInt(size);
            all.write(block, 0, Integer.BYTES + size);
        }
        return all.toByteArray();
    }

    /**
     * Returns a file.
     *
     * @throws CodeFileException if it has other examples
     */
    public static byte[] of(byte[] examples, byte[] beside) {
        ByteBuffer in = ByteBuffer.wrap(beside);
        byte[] file = new byte[in.getInt()];
        for (int place = 0; place < file.length; place += BLOCK) {
            Inflater inflater = new Inflater(true);
            inflater.setDictionary(near(examples, place, file.length));
            int size = in.getInt();
            inflater.setInput(in.slice(in.position(), size));
            in.position(in.position() + size);
            try {
                inflater.inflate(file, place, Math.min(BLOCK, file.length - place));
            } catch (DataFormatException e) {
                throw new CodeFileException("what is coded plainly does not fit: " + e, e);
            }
            inflater.end();
        }
        return file;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small IDX files, right and wrong ones. */
public final class IdxBytes {
    public static final int UBYTE = 0x08;

    private IdxBytes() {}

    /** A file of unsigned bytes with these dimensions, whose i-th value is 7 i mod 256. */
    public static byte[] images(int... dimensions) {
        int length = 1;
        for (int dimension : dimensions) {
            length *= dimension;
        }
        byte[] values = new byte[length];
        for (int i = 0; i < length; i++) {
            values[i] = (byte) (7 * i);
        }
        return of(UBYTE, values, dimensions);
    }

    /** A file of labels. */
    public static byte[] labels(int... labels) {
        byte[] values = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            values[i] = (byte) labels[i];
        }
        return of(UBYTE, values, labels.length);
    }

    /** A file of any type, whatever its values' length. */
    public static byte[] of(int type, byte[] values, int... dimensions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(0);
            out.writeByte(type);
            out.writeByte(dimensions.length);
            for (int dimension : dimensions) {
                out.writeInt(dimension);
            }
            out.write(values);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    public static Path write(Path folder, String name, byte[] content) throws IOException {
        Files.createDirectories(folder);
        return Files.write(folder.resolve(name), content);
    }

    /** A folder with MNIST's four files: 6 and 4 images of 3x2, of classes 0, 1, 2. */
    public static void writeFolder(Path folder) throws IOException {
        write(folder, "train-images-idx3-ubyte.gz", gzip(images(6, 3, 2)));
        write(folder, "train-labels-idx1-ubyte.gz", gzip(labels(0, 1, 2, 0, 1, 2)));
        write(folder, "t10k-images-idx3-ubyte", images(4, 3, 2));
        write(folder, "t10k-labels-idx1-ubyte", labels(2, 2, 1, 0));
    }
}

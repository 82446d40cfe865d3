// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** Writes small files in the formats of published sets. */
final class SetFile {

    private SetFile() {}

    /** Returns a matrix whose n-th value is (7 n + shift) modulo a number. */
    static Matrix counting(MatlabType type, int shift, int modulus, int... extents) {
        Matrix matrix = Mat5.newMatrix(extents, type);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.setInt(i, (7 * i + shift) % modulus);
        }
        return matrix;
    }

    static void svhn(Path path, int size) throws IOException {
        Mat5File file = Mat5.newMatFile();
        file.addArray("X", counting(MatlabType.UInt8, 0, 251, 32, 32, 3, size));
        Matrix labels = Mat5.newMatrix(size, 1, MatlabType.UInt8);
        for (int i = 0; i < size; i++) {
            labels.setInt(i, i % 10 + 1);
        }
        file.addArray("y", labels);
        Mat5.writeToFile(file, path.toFile());
    }

    static void omniglot(Path path) throws IOException {
        Mat5File file = Mat5.newMatFile();
        for (String part : new String[] {"", "test"}) {
            Matrix images = Mat5.newMatrix(784, 5);
            for (int i = 0; i < 784 * 5; i++) {
                images.setDouble(i, i % 11 / 10.0);
            }
            Matrix alphabets = Mat5.newMatrix(50, 5);
            for (int i = 0; i < 5; i++) {
                alphabets.setDouble(50 * i + 3 * i, 1);
            }
            file.addArray(part + "data", images);
            file.addArray(part + "target", alphabets);
        }
        Mat5.writeToFile(file, path.toFile());
    }

    static void silhouettes(Path path) throws IOException {
        Mat5File file = Mat5.newMatFile();
        for (String part : new String[] {"train", "val", "test"}) {
            file.addArray(part + "_data", counting(MatlabType.UInt8, part.length(), 2, 4, 784));
            Matrix labels = Mat5.newMatrix(4, 1, MatlabType.UInt16);
            for (int i = 0; i < 4; i++) {
                labels.setInt(i, i + 1);
            }
            file.addArray(part + "_labels", labels);
        }
        Mat5.writeToFile(file, path.toFile());
    }

    static void amat(Path path, int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            for (int j = 0; j < 784; j++) {
                text.append(j > 0 ? " " : "").append((i + j / 3) % 2);
            }
            text.append('\n');
        }
        Files.writeString(path, text);
    }

    static byte[] cifar(int size) {
        byte[] content = new byte[size * 3073];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 3073 == 0 ? i / 3073 % 10 : i * 3);
        }
        return content;
    }

    /** Returns a .tar.gz archive of one file. */
    static byte[] archive(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            byte[] header = new byte[512];
            byte[] text = name.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, header, 0, text.length);
            byte[] size =
                    String.format(Locale.ROOT, "%011o", content.length)
                            .getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(size, 0, header, 124, size.length);
            out.write(header);
            out.write(content);
            out.write(new byte[Math.floorMod(-content.length, 512) + 1024]);
        }
        return bytes.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes files as NumPy does. */
final class ArrayBytes {

    private ArrayBytes() {}

    /** Returns a .npy file of version 1. */
    static byte[] npy(String descr, boolean columnMajor, String shape, byte[] numbers) {
        return npy(1, "'" + descr + "'", columnMajor, shape, numbers);
    }

    static byte[] npy(
            int version, String descr, boolean columnMajor, String shape, byte[] numbers) {
        String dictionary =
                "{'descr': %s, 'fortran_order': %s, 'shape': (%s), }"
                        .formatted(descr, columnMajor ? "True" : "False", shape);
        int before = version == 1 ? 10 : 12;
        int padding = Math.floorMod(-(before + dictionary.length() + 1), 64);
        String header = dictionary + " ".repeat(padding) + "\n";
        ByteBuffer bytes =
                ByteBuffer.allocate(before + header.length() + numbers.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) header.length());
        } else {
            bytes.putInt(header.length());
        }
        return bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(numbers).array();
    }

    /** Returns n bytes that count up. */
    static byte[] counting(int n) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = (byte) (i * 5);
        }
        return bytes;
    }

    static byte[] floats(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putFloat((float) value);
        }
        return bytes.array();
    }

    static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    /** Writes a .npz file of arrays. */
    static void npz(Path path, boolean compressed, Map<String, byte[]> arrays) throws IOException {
        try (OutputStream file = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                if (!compressed) {
                    CRC32 crc = new CRC32();
                    crc.update(array.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
    }

    /** Returns a safetensors file. */
    static byte[] safetensors(String header, byte[] numbers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        out.write(longs(json.length));
        out.write(json);
        out.write(numbers);
        return out.toByteArray();
    }
}

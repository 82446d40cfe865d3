// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A .tar.gz archive. Folders in it are ignored: a file is known by the last part of its name. */
record TarArchive(Path path) {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int BUFFER = 1 << 16;

    /** Writes some files of the archive into a folder, each under another name until it is whole. */
    void unpack(List<String> wanted, Path folder) throws IOException {
        try (InputStream in =
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path)), BUFFER)) {
            byte[] header = new byte[BLOCK];
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                String name = text(header, 0, NAME_LENGTH);
                String file = name.substring(name.lastIndexOf('/') + 1);
                long size = Long.parseLong(text(header, SIZE_AT, SIZE_LENGTH).strip(), 8);
                long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
                if (wanted.contains(file)) {
                    copy(in, size, folder.resolve(file));
                    in.skipNBytes(padded - size);
                } else {
                    in.skipNBytes(padded);
                }
            }
        }
    }

    private static String text(byte[] header, int from, int length) {
        String text = new String(header, from, length, US_ASCII);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static void copy(InputStream in, long size, Path target) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(partial)) {
            byte[] buffer = new byte[BUFFER];
            for (long left = size; left > 0; ) {
                int count = in.readNBytes(buffer, 0, (int) Math.min(left, BUFFER));
                if (count == 0) {
                    throw new IOException("the archive is truncated");
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either wholly there or not at all, whatever interrupts the writing. */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes a file beside its place, forces it to the disk and moves it there, replacing an older
     * one. Folders above it are created.
     *
     * @param path where the file shall be
     * @param content what it shall hold
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public static void write(Path path, byte[] content) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Not Files.createTempFile, whose files only their owner may read.
        String unique = ProcessHandle.current().pid() + "-" + System.nanoTime();
        Path written = folder.resolve("." + path.getFileName() + "." + unique + ".tmp");
        try {
            try (FileChannel out =
                    FileChannel.open(
                            written, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.move(
                    written,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}

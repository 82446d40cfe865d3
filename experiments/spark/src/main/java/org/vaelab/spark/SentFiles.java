// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * The archive of files that executors fetch once if they do not see the originals. Archives of
 * Spark itself do not reach tasks that were submitted before.
 */
final class SentFiles {

    private static final int CHUNK = 1 << 23;

    private static final long PAUSE_MILLIS = 500;

    /** On the driver: the archive, as soon as there is one. */
    private static volatile @Nullable Path archive;

    private SentFiles() {}

    static void offer(Path file) {
        archive = file;
    }

    /** Returns a part of the archive, which is empty at the end; {@code false} without one. */
    static Object chunk(long offset) throws IOException {
        Path file = archive;
        if (file == null) {
            return false;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, in.length() - offset)];
            in.seek(offset);
            in.readFully(chunk);
            return chunk;
        }
    }

    /** Fetches and unpacks the archive, on an executor. Waits until there is one. */
    static void fetch(PluginContext context, Path folder) throws Exception {
        Path copy = Files.createTempFile(folder.getParent(), "vaelab-files-", ".zip");
        try (OutputStream out = Files.newOutputStream(copy)) {
            long offset = 0;
            while (true) {
                if (context.ask(offset) instanceof byte[] chunk) {
                    if (chunk.length == 0) {
                        break;
                    }
                    out.write(chunk);
                    offset += chunk.length;
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }
        unpack(copy, folder);
        Files.delete(copy);
    }

    private static void unpack(Path copy, Path folder) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(copy));
                ZipInputStream zip = new ZipInputStream(in)) {
            @Nullable ZipEntry entry;
            while ((entry = zip.getNextEntry()) != null) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException(entry.getName() + " is not below its folder");
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}

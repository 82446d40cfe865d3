// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A zip archive of files and folders, without compression: most of them are compressed already. */
final class ZipFolder implements Closeable {

    private final ZipOutputStream out;

    private ZipFolder(OutputStream out) {
        this.out = new ZipOutputStream(new BufferedOutputStream(out));
        this.out.setLevel(Deflater.NO_COMPRESSION);
    }

    static ZipFolder create(Path archive) throws IOException {
        return new ZipFolder(Files.newOutputStream(archive));
    }

    /** Adds a file, or a folder with all that is in it. */
    void add(String name, Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            put(name, source);
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            put(name + "/" + source.relativize(file).toString().replace('\\', '/'), file);
        }
    }

    private void put(String name, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        out.putNextEntry(entry);
        Files.copy(file, out);
        out.closeEntry();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /**
     * Unpacks an archive.
     *
     * @throws IOException if a name leads out of the folder
     */
    static void unpack(Path archive, Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                ZipInputStream zip = new ZipInputStream(in)) {
            @Nullable ZipEntry entry;
            while ((entry = zip.getNextEntry()) != null) {
                Path file = root.resolve(entry.getName()).normalize();
                if (!file.startsWith(root)) {
                    throw new IOException(archive + ": " + entry.getName() + " is not below it");
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}

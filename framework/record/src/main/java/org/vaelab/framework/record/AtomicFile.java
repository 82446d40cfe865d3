// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/**
 * Files that are either wholly there or not at all, whatever interrupts the writing. A symbolic
 * link stays: the file that it leads to is replaced. Devices and pipes are refused, because a file
 * would take their place.
 */
@Internal
public final class AtomicFile {

    /** Names of files that are not in their places yet, as {@link #make} makes them. */
    private static final Pattern UNFINISHED =
            Pattern.compile("\\.(.+\\.)?[0-9]+-[0-9]+\\.tmp(\\..+)?");

    private AtomicFile() {}

    /**
     * Deletes the files in a folder and below it that killed processes had not moved to their
     * places. Nobody may be writing there.
     *
     * @throws IOException if one cannot be deleted
     */
    public static void deleteUnfinished(Path folder) throws IOException {
        for (Path file : FolderTree.files(folder).values()) {
            if (UNFINISHED.matcher(file.getFileName().toString()).matches()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Writes a file beside its place, forces it to the disk and moves it there, replacing an older
     * one. Folders above it are created.
     *
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public static void write(Path path, byte[] content) throws IOException {
        put(
                path,
                out -> {
                    ByteBuffer buffer = ByteBuffer.wrap(content);
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                });
    }

    /**
     * Writes a text as {@link #write} writes bytes, while it is made.
     *
     * @param text what it shall hold, in UTF-8
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public static void writeText(Path path, Text text) throws IOException {
        put(
                path,
                out -> {
                    Writer writer =
                            new BufferedWriter(Channels.newWriter(out, StandardCharsets.UTF_8));
                    text.writeTo(writer);
                    writer.flush();
                });
    }

    /**
     * Lets a file be made beside its place, and moves it there. For formats that cannot be written
     * to a channel.
     *
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public static void make(Path named, Making making) throws IOException {
        // The name keeps its ending, by which some writers choose the format.
        make(named, ".%2$s.tmp.%1$s", making);
    }

    /**
     * Makes a file, and moves it to its place.
     *
     * @param temporary the pattern of its name until then, from the name of the file and a unique
     *     one
     */
    private static void make(Path named, String temporary, Making making) throws IOException {
        Path path = place(named);
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Not Files.createTempFile, whose files only their owner may read.
        String unique = ProcessHandle.current().pid() + "-" + System.nanoTime();
        String name = temporary.formatted(path.getFileName(), unique);
        try (TemporaryPath written = TemporaryPath.of(folder.resolve(name))) {
            making.make(written.path());
            Files.move(
                    written.path(),
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes a file that does not exist yet. */
    @FunctionalInterface
    public interface Making {

        void make(Path file) throws IOException;
    }

    /** A text that is written piece by piece. */
    @FunctionalInterface
    public interface Text {

        void writeTo(Writer out) throws IOException;
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(FileChannel out) throws IOException;
    }

    private static void put(Path named, Content content) throws IOException {
        make(
                named,
                ".%s.%s.tmp",
                file -> {
                    try (FileChannel out =
                            FileChannel.open(
                                    file,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE_NEW)) {
                        content.writeTo(out);
                        out.force(true);
                    }
                });
    }

    private static Path place(Path named) throws IOException {
        Path path = Files.isSymbolicLink(named) && Files.exists(named) ? named.toRealPath() : named;
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new FileSystemException(
                    named.toString(), null, "it is a device or a pipe, expected a file");
        }
        return path;
    }
}

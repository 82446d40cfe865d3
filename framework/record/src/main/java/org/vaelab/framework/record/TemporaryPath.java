// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file or a folder that is deleted when this is closed, and at the latest at the end of the
 * process: Ctrl-C and SIGTERM leave none.
 *
 * <p>Folders in the system's place for temporary files are all in one folder of the process. A file
 * marks it: the process locks that file, and lists in it what is temporary elsewhere. A process
 * that is killed leaves it without a lock, and {@link #deleteAbandoned} deletes what it lists, and
 * the folder.
 *
 * @param path need not exist
 */
public record TemporaryPath(Path path) implements Closeable {

    private static final String PREFIX = "vaelab-";
    private static final String MARK = ".vaelab-temporary";

    /** Ends each path of a list: no path has it, and a path that was cut off lacks it. */
    private static final char END = 0;

    /** Threads that write files may go on while the process ends. */
    private static final int ATTEMPTS = 5;

    private static final int PAUSE_MILLIS = 20;

    /** All that is not deleted yet. Guards the other static fields too. */
    private static final Set<Path> LEFT = new HashSet<>();

    private static final List<Runnable> FAREWELLS = new ArrayList<>();
    private static @Nullable Path ofProcess;

    /**
     * Stays open until the process ends. One that nothing refers to is closed by the garbage
     * collector, and a channel that is written to by a thread's interruption.
     */
    private static @Nullable RandomAccessFile mark;

    private static boolean isListening;
    private static boolean isEnding;
    private static boolean isDeleted;

    /**
     * Takes care of a path.
     *
     * @throws IOException if the process ends already
     */
    public static TemporaryPath of(Path path) throws IOException {
        synchronized (LEFT) {
            add(path);
            list();
        }
        return new TemporaryPath(path);
    }

    /** Creates a folder in the system's place for temporary files, {@code java.io.tmpdir}. */
    public static TemporaryPath folder(String prefix) throws IOException {
        synchronized (LEFT) {
            Path folder = Files.createTempDirectory(ofProcess(), prefix);
            add(folder);
            return new TemporaryPath(folder);
        }
    }

    private static void add(Path path) throws IOException {
        if (isDeleted) {
            throw new IOException("the program ends, so that " + path + " is not written");
        }
        listen();
        LEFT.add(path);
    }

    private static Path ofProcess() throws IOException {
        synchronized (LEFT) {
            Path folder = ofProcess;
            if (folder == null || !Files.isDirectory(folder)) {
                folder = createFolderOfProcess();
                ofProcess = folder;
            }
            return folder;
        }
    }

    /** Writes down what is temporary elsewhere. */
    private static void list() {
        try {
            Path inside = ofProcess();
            StringBuilder paths = new StringBuilder();
            LEFT.stream()
                    .filter(path -> !path.startsWith(inside))
                    .forEach(path -> paths.append(path.toAbsolutePath()).append(END));
            if (mark != null) {
                mark.setLength(0);
                mark.seek(0);
                mark.write(paths.toString().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // A place that is full or cannot be written: what a kill leaves elsewhere stays.
        }
    }

    /** Runs something at the end of the process, before temporary files are deleted. */
    public static void beforeDeletion(Runnable farewell) {
        synchronized (LEFT) {
            listen();
            FAREWELLS.add(farewell);
        }
    }

    /** Takes back {@link #beforeDeletion}; returns false if the process ends already. */
    public static boolean forget(Runnable farewell) {
        synchronized (LEFT) {
            return !isEnding && FAREWELLS.remove(farewell);
        }
    }

    /**
     * Returns whether the process ends, and temporary files are gone: errors are consequences of
     * it.
     */
    public static boolean areAllDeleted() {
        synchronized (LEFT) {
            return isDeleted;
        }
    }

    private static void listen() {
        if (!isListening) {
            Runtime.getRuntime().addShutdownHook(new Thread(TemporaryPath::end, "vaelab-end"));
            isListening = true;
        }
    }

    /**
     * Deletes what processes left that were killed: their folders in the system's place for
     * temporary files, and what was temporary elsewhere. Only folders of the same user that have
     * the mark count.
     */
    public static void deleteAbandoned() {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path folder : folders) {
                deleteIfAbandoned(folder);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Nothing depends on this.
        }
    }

    private static void deleteIfAbandoned(Path folder) {
        Path file = folder.resolve(MARK);
        synchronized (LEFT) {
            if (LEFT.contains(folder)) {
                // To close its mark would release the lock.
                return;
            }
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(file)) {
            return;
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
                @Nullable FileLock lock = open.getChannel().tryLock()) {
            // Others could list what is not theirs.
            if (lock != null && Files.getOwner(folder).equals(Files.getOwner(ofProcess()))) {
                byte[] listed = new byte[(int) open.length()];
                open.readFully(listed);
                String paths = new String(listed, StandardCharsets.UTF_8);
                for (int end; (end = paths.indexOf(END)) >= 0; paths = paths.substring(end + 1)) {
                    FolderTree.delete(Path.of(paths.substring(0, end)));
                }
                FolderTree.delete(folder);
            }
        } catch (IOException | InvalidPathException e) {
            // Another's, or out of reach. The next start tries again.
        }
    }

    private static Path createFolderOfProcess() throws IOException {
        Path folder = Files.createTempDirectory(PREFIX);
        add(folder);
        mark = new RandomAccessFile(folder.resolve(MARK).toFile(), "rw");
        try {
            if (mark.getChannel().tryLock() == null) {
                // Another process took it for abandoned before it was locked.
                return createFolderOfProcess();
            }
        } catch (IOException e) {
            // Without locks on this file system, nobody takes it for abandoned.
            Files.deleteIfExists(folder.resolve(MARK));
        }
        return folder;
    }

    private static void end() {
        List<Runnable> farewells;
        synchronized (LEFT) {
            isEnding = true;
            farewells = List.copyOf(FAREWELLS);
        }
        farewells.forEach(Runnable::run);
        List<Path> left;
        synchronized (LEFT) {
            isDeleted = true;
            left = List.copyOf(LEFT);
        }
        try {
            for (int i = 0; i < ATTEMPTS && !deleted(left); i++) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes what is there; returns whether nothing was. */
    private static boolean deleted(List<Path> paths) {
        boolean none = true;
        for (Path path : paths) {
            none &= Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
            try {
                FolderTree.delete(path);
            } catch (IOException e) {
                none = false;
            }
        }
        return none;
    }

    @Override
    public void close() throws IOException {
        FolderTree.delete(path);
        synchronized (LEFT) {
            LEFT.remove(path);
            list();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file or a folder that is deleted when this is closed, and at the latest at the end of the process: Ctrl-C
 * and SIGTERM leave none.
 *
 * <p>Folders in the system's place for temporary files are all in one folder of the process, which holds a lock
 * in it. A process that is killed leaves that folder without a lock, and {@link #deleteAbandoned} deletes it.
 *
 * @param path need not exist
 */
public record TemporaryPath(Path path) implements Closeable {

    private static final String PREFIX = "vaelab-";
    private static final String LOCK = ".lock";

    /** Threads that write files may go on while the process ends. */
    private static final int ATTEMPTS = 5;

    private static final int PAUSE_MILLIS = 20;

    /** All that is not deleted yet. Guards the other static fields too. */
    private static final Set<Path> LEFT = new HashSet<>();

    private static final List<Runnable> FAREWELLS = new ArrayList<>();
    private static @Nullable Path ofProcess;

    /** Stay open until the process ends. One that nothing refers to is closed by the garbage collector. */
    private static final List<FileChannel> LOCKS = new ArrayList<>();

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
            if (isDeleted) {
                throw new IOException("the program ends, so that " + path + " is not written");
            }
            listen();
            LEFT.add(path);
        }
        return new TemporaryPath(path);
    }

    /** Creates a folder in the system's place for temporary files, {@code java.io.tmpdir}. */
    public static TemporaryPath folder(String prefix) throws IOException {
        synchronized (LEFT) {
            Path parent = ofProcess;
            if (parent == null || !Files.isDirectory(parent)) {
                parent = createFolderOfProcess();
                ofProcess = parent;
            }
            return of(Files.createTempDirectory(parent, prefix));
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

    /** Returns whether the process ends, and temporary files are gone: errors are consequences of it. */
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

    /** Deletes folders that killed processes left in the system's place for temporary files. */
    public static void deleteAbandoned() {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path folder : folders) {
                deleteIfAbandoned(folder);
            }
        } catch (IOException e) {
            // Others' files. Nothing depends on this.
        }
    }

    private static void deleteIfAbandoned(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        synchronized (LEFT) {
            if (LEFT.contains(folder)) {
                // To close its lock's file here would release the lock.
                return;
            }
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            if (lock != null) {
                FolderTree.delete(folder);
            }
        }
    }

    private static Path createFolderOfProcess() throws IOException {
        Path folder = of(Files.createTempDirectory(PREFIX)).path();
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        LOCKS.add(channel);
        try {
            if (channel.tryLock() == null) {
                // Another process took it for abandoned before it was locked.
                return createFolderOfProcess();
            }
        } catch (IOException e) {
            // Without locks on this file system, nobody takes it for abandoned.
            Files.deleteIfExists(folder.resolve(LOCK));
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
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.vaelab.framework.record.ComparisonFolder;

/**
 * An empty file in a comparison's folder whose bytes processes lock. Each name has its own byte.
 * The operating system releases the locks when a process ends, however it ends.
 */
final class LockFile implements Closeable {

    private static final String NAME = ".lock";

    /** The waiting time for a query of another process, which takes only a moment. */
    static final Duration MOMENT = Duration.ofSeconds(1);

    private static final long MILLIS_BETWEEN_TRIES = 20;

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    static Path in(ComparisonFolder folder) {
        return folder.path().resolve(NAME);
    }

    static LockFile openToHold(ComparisonFolder folder) throws IOException {
        return new LockFile(
                FileChannel.open(in(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    static LockFile openToLook(ComparisonFolder folder) throws IOException {
        return new LockFile(FileChannel.open(in(folder), StandardOpenOption.READ));
    }

    /**
     * Locks a name.
     *
     * @return the lock; empty if another process held it all the time
     * @throws IOException if the file system does not support locks
     */
    Optional<FileLock> hold(String what, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<FileLock> lock = lock(what, false);
            if (lock.isPresent() || System.nanoTime() > deadline) {
                return lock;
            }
            try {
                Thread.sleep(MILLIS_BETWEEN_TRIES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return lock;
            }
        }
    }

    /**
     * Returns whether somebody holds something.
     *
     * @throws IOException if the file system does not support locks
     */
    boolean isHeld(String what) throws IOException {
        Optional<FileLock> shared = lock(what, true);
        if (shared.isPresent()) {
            shared.get().release();
        }
        return shared.isEmpty();
    }

    private Optional<FileLock> lock(String what, boolean shared) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock(place(what), 1, shared));
        } catch (OverlappingFileLockException e) {
            // This process holds it.
            return Optional.empty();
        }
    }

    /**
     * Returns a position far from those of other names, which may be beyond the end of the file.
     */
    private static long place(String what) {
        byte[] name = what.getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).getMostSignificantBits() >>> 2;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

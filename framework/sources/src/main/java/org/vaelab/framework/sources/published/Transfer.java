// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSource;

/**
 * Writes the body of one response to a file, with size, digest and progress.
 *
 * <p>The body arrives on a thread of the client. Nothing is written before a mirror has the file,
 * and {@link #close} deletes the file unless {@link #moveTo} has moved it.
 */
final class Transfer implements HttpResponse.BodyHandler<Void>, AutoCloseable {
    private static final int OK = 200;

    private final URI address;
    private final Path folder;
    private final long largest;
    private final DataSource.Progress progress;
    private final MessageDigest digest = md5();
    private @Nullable Path partial;
    private @Nullable OutputStream out;
    private long received;
    private long announced = -1;
    private boolean tooLarge;
    private boolean closed;

    /**
     * @param largest how many bytes a file may have
     */
    Transfer(URI address, Path folder, long largest, DataSource.Progress progress) {
        this.address = address;
        this.folder = folder;
        this.largest = largest;
        this.progress = progress;
    }

    @Override
    public synchronized HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        if (info.statusCode() != OK || closed) {
            return HttpResponse.BodySubscribers.discarding();
        }
        announced = info.headers().firstValueAsLong("Content-Length").orElse(-1);
        requireAllowed(announced);
        try {
            Files.createDirectories(folder);
            partial = Files.createTempFile(folder, ".download-", ".part");
            out = Files.newOutputStream(partial);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(this::add));
    }

    private synchronized void add(byte[] part) {
        if (closed || out == null) {
            return;
        }
        requireAllowed(received + part.length);
        try {
            out.write(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest.update(part);
        received += part.length;
        progress.transferred("downloading " + address, received, announced);
    }

    private void requireAllowed(long bytes) {
        if (bytes > largest) {
            tooLarge = true;
            throw new IllegalStateException("too large");
        }
    }

    /** Throws if the transfer was stopped because the file is too large. */
    synchronized void requireWithinLimit() throws TransferException {
        if (tooLarge) {
            throw new TransferException(
                    "larger than " + largest + " bytes, the most that is downloaded as one file");
        }
    }

    synchronized long received() {
        return received;
    }

    synchronized void requireComplete(int status) throws TransferException {
        if (status != OK) {
            throw new TransferException("HTTP status " + status);
        }
        if (announced >= 0 && received != announced) {
            throw new TransferException(
                    "truncated: " + received + " bytes of " + announced + " arrived");
        }
    }

    synchronized void requireMd5(String expected) throws TransferException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(expected)) {
            throw new TransferException(
                    "wrong content: MD5 of %s bytes is %s, expected %s"
                            .formatted(received, found, expected));
        }
    }

    /** Moves the file to its name, atomically if the file system supports it. */
    synchronized void moveTo(Path target) throws IOException {
        if (out == null || partial == null) {
            throw new IllegalStateException("nothing has arrived from " + address);
        }
        out.close();
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (out != null) {
            out.close();
        }
        if (partial != null) {
            Files.deleteIfExists(partial);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** A mirror that did not deliver the file; the message says why. */
    static final class TransferException extends Exception {
        private static final long serialVersionUID = 1L;

        TransferException(String message) {
            super(message);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.record.TemporaryPath;

/**
 * Downloads a file over HTTP from the first mirror that delivers the right bytes.
 *
 * <p>A file larger than the limit is rejected, at once if the mirror announces its size. The
 * download goes to a temporary file, which is moved in one step when it is complete and its
 * checksum is right. Nothing is written before a mirror has the file. A failure leaves no files.
 *
 * @param patience how long a mirror may be silent
 * @param largest how many bytes a file may have
 */
record Downloader(Duration patience, long largest) {

    /** The default size limit in bytes: ten times the largest known file. */
    static final long LARGEST = 256L << 20;

    private static final int OK = 200;
    private static final int BLOCK = 1 << 16;

    Downloader(Duration patience) {
        this(patience, LARGEST);
    }

    /**
     * Fetches {@code mirror + file} into {@code folder}, which is created where it is absent.
     *
     * @throws DownloadException if no mirror delivered, the file cannot be written, or the thread
     *     was interrupted, whose flag is then set
     */
    void fetch(
            List<URI> mirrors, String file, String md5, Path folder, DataSource.Progress progress) {
        List<String> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            URI address = mirror.resolve(file);
            try {
                fetch(address, file, md5, folder, progress);
                return;
            } catch (TransferException e) {
                failures.add("  " + address + ": " + e.getMessage());
            }
        }
        throw new DownloadException("Tried:\n" + String.join("\n", failures), null);
    }

    private void fetch(
            URI address, String file, String md5, Path folder, DataSource.Progress progress)
            throws TransferException {
        HttpClient client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(patience)
                        .build();
        progress.transferred(
                "waiting for %s, which may be silent for %s s"
                        .formatted(address, patience.toSeconds()),
                0,
                -1);
        HttpRequest request = HttpRequest.newBuilder(address).build();
        HttpResponse<InputStream> response =
                answer(
                        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()),
                        address,
                        0);
        try (InputStream body = response.body()) {
            if (response.statusCode() != OK) {
                throw new TransferException("HTTP status " + response.statusCode());
            }
            long announced = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            requireAllowed(announced);
            Files.createDirectories(folder);
            try (TemporaryPath partial =
                    TemporaryPath.of(Files.createTempFile(folder, ".download-", ".part"))) {
                receive(body, address, announced, partial.path(), md5, progress);
                Files.move(
                        partial.path(), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new DownloadException("Cannot write into " + folder + ": " + e, e);
        }
    }

    /** Writes a body to a file, and checks its size and its digest. */
    private void receive(
            InputStream body,
            URI address,
            long announced,
            Path partial,
            String md5,
            DataSource.Progress progress)
            throws IOException, TransferException {
        MessageDigest digest = md5();
        byte[] block = new byte[BLOCK];
        long received = 0;
        try (OutputStream out = Files.newOutputStream(partial)) {
            for (int read = next(body, block, address, 0);
                    read >= 0;
                    read = next(body, block, address, received)) {
                received += read;
                requireAllowed(received);
                out.write(block, 0, read);
                digest.update(block, 0, read);
                progress.transferred("downloading " + address, received, announced);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(md5)) {
            throw new TransferException(
                    "wrong content: MD5 of %s bytes is %s, expected %s"
                            .formatted(received, found, md5));
        }
    }

    private int next(InputStream body, byte[] block, URI address, long received)
            throws TransferException {
        return answer(
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return body.read(block);
                            } catch (IOException e) {
                                // A stream that was closed by a failure has it as its cause.
                                throw new CompletionException(
                                        e.getCause() == null ? e : e.getCause());
                            }
                        }),
                address,
                received);
    }

    /** Returns what a mirror answers, unless it is silent for too long. */
    private <T> T answer(Future<T> answer, URI address, long received) throws TransferException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TransferException(
                    "silent for %s s after %s bytes".formatted(patience.toSeconds(), received));
        } catch (ExecutionException e) {
            throw new TransferException(reason(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException("Interrupted while downloading " + address, e);
        } finally {
            answer.cancel(true);
        }
    }

    private void requireAllowed(long bytes) throws TransferException {
        if (bytes > largest) {
            throw new TransferException(
                    "larger than " + largest + " bytes, the most that is downloaded as one file");
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no answer to the attempt to connect";
        }
        if (failure instanceof ConnectException) {
            return isUnresolved(failure) ? "unknown host" : "no connection";
        }
        Throwable root = failure;
        while (root.getMessage() == null && root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getSimpleName();
        return root.getMessage() == null ? name : name + ": " + root.getMessage();
    }

    private static boolean isUnresolved(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(UnresolvedAddressException.class::isInstance);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** A mirror that did not deliver the file; the message says why. */
    private static final class TransferException extends Exception {
        private static final long serialVersionUID = 1L;

        TransferException(String message) {
            super(message);
        }
    }
}

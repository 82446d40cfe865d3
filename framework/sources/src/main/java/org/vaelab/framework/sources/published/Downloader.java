// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.sources.published.Transfer.TransferException;

/**
 * Downloads a file over HTTP from the first mirror that delivers the right bytes.
 *
 * <p>A file larger than the limit is rejected, at once if the mirror announces its size. The
 * download goes to a temporary file, which is moved in one step when it is complete and its
 * checksum is right. A failure leaves no files.
 */
public final class Downloader {
    /** The default size limit in bytes: ten times the largest known file. */
    static final long LARGEST = 256L << 20;

    private final Duration patience;
    private final long largest;

    /**
     * @param patience how long a mirror may be silent
     */
    public Downloader(Duration patience) {
        this(patience, LARGEST);
    }

    /**
     * @param patience how long a mirror may be silent
     * @param largest how many bytes a file may have
     */
    Downloader(Duration patience, long largest) {
        this.patience = patience;
        this.largest = largest;
    }

    /**
     * Fetches {@code mirror + file} into {@code folder}, which is created where it is absent.
     *
     * @throws DownloadException if no mirror delivered, the file cannot be written, or the thread
     *     was interrupted, whose flag is then set
     */
    public void fetch(
            List<URI> mirrors, String file, String md5, Path folder, DataSource.Progress progress)
            throws DownloadException {
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
            throws DownloadException, TransferException {
        try (Transfer transfer = new Transfer(address, folder, largest, progress)) {
            receive(address, transfer);
            transfer.requireMd5(md5);
            transfer.moveTo(folder.resolve(file));
        } catch (IOException e) {
            throw new DownloadException("Cannot write into " + folder + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException("Interrupted while downloading " + address, e);
        }
    }

    private void receive(URI address, Transfer transfer)
            throws IOException, TransferException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(patience)
                        .build();
        HttpRequest request = HttpRequest.newBuilder(address).build();
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request, transfer);
        try {
            long received = -1;
            while (true) {
                try {
                    HttpResponse<Void> done =
                            response.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                    transfer.requireComplete(done.statusCode());
                    return;
                } catch (TimeoutException e) {
                    if (transfer.received() == received) {
                        throw new TransferException(
                                "silent for %s s after %s bytes"
                                        .formatted(patience.toSeconds(), received));
                    }
                    received = transfer.received();
                }
            }
        } catch (ExecutionException e) {
            transfer.requireWithinLimit();
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof UncheckedIOException unwritable) {
                    throw unwritable.getCause();
                }
            }
            throw new TransferException(reason(e.getCause()));
        } finally {
            response.cancel(true);
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
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** No mirror delivered the file; the message says what each of them returned. */
    public static final class DownloadException extends Exception {
        private static final long serialVersionUID = 1L;

        DownloadException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vaelab.framework.data.DataSource;

/** The body of one response on its way into a file: counted, digested and reported. */
final class Transfer implements HttpResponse.BodyHandler<Void>, AutoCloseable {
    private static final int OK = 200;

    private final URI address;
    private final OutputStream out;
    private final MessageDigest digest;
    private final DataSource.Progress progress;
    private volatile long received;
    private volatile long announced = -1;

    Transfer(URI address, Path file, DataSource.Progress progress) throws IOException {
        this.address = address;
        this.out = Files.newOutputStream(file);
        this.digest = md5();
        this.progress = progress;
    }

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        if (info.statusCode() != OK) {
            return HttpResponse.BodySubscribers.discarding();
        }
        announced = info.headers().firstValueAsLong("Content-Length").orElse(-1);
        return HttpResponse.BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(this::add));
    }

    private void add(byte[] part) {
        try {
            out.write(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest.update(part);
        long total = received + part.length;
        received = total;
        progress.transferred(address.toString(), total, announced);
    }

    /** Bytes that have arrived. */
    long received() {
        return received;
    }

    void requireComplete(int status) throws TransferException {
        if (status != OK) {
            throw new TransferException("HTTP status " + status);
        }
        if (announced >= 0 && received != announced) {
            throw new TransferException(
                    "truncated: " + received + " bytes of " + announced + " arrived");
        }
    }

    void requireMd5(String expected) throws TransferException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(expected)) {
            throw new TransferException(
                    "wrong content: MD5 of "
                            + received
                            + " bytes is "
                            + found
                            + ", expected "
                            + expected);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.publish;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;

/**
 * A tracking server of MLflow, by its REST interface 2.0. All methods throw {@link AbsentException} if no
 * server answers, and {@link UserError} if it refuses.
 *
 * @param patience how long a request is tried again while no server answers
 * @param listener is told when the server is away, and when it answers again
 */
public record MlflowServer(URI uri, Duration patience, Consumer<String> listener) {

    private static final String TRACKING = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 10_000;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** The answers of a gateway whose server is away. */
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private static final int LONGEST_ANSWER = 250;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** No server answers. */
    public static final class AbsentException extends UserError {

        private static final long serialVersionUID = 1L;

        private AbsentException(URI uri, Object why, @Nullable Throwable cause) {
            super(
                    uri
                            + ": no MLflow server answers: "
                            + why
                            + "\n    start one by 'mlflow server', or name it with --uri",
                    cause);
        }
    }

    /** Returns an answer; an empty one of what is not there. */
    JsonNode get(String path) throws IOException {
        return answer(path, request(uri, TRACKING + path), true);
    }

    /** Returns the answer to a request with a body. */
    JsonNode post(String path, ObjectNode body) throws IOException {
        HttpRequest.Builder request =
                request(uri, TRACKING + path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        return answer(path, request, false);
    }

    /**
     * Returns the address to which the artifacts of a run are sent; empty if the server does not store
     * them for its clients.
     *
     * @param kept where the server says that it keeps them
     */
    Optional<URI> artifacts(String kept) {
        if (!kept.startsWith("mlflow-artifacts:")) {
            return Optional.empty();
        }
        URI place = URI.create(kept);
        String host =
                place.getRawAuthority() == null
                        ? uri.toString().replaceFirst("/+$", "")
                        : uri.getScheme() + "://" + place.getRawAuthority();
        return Optional.of(URI.create(host + ARTIFACTS + place.getRawPath()));
    }

    /** Sends a file to a folder of {@link #artifacts}. */
    void put(URI folder, String name, Path file) throws IOException {
        HttpRequest.Builder request =
                request(folder, escaped("/" + name)).PUT(BodyPublishers.ofFile(file));
        answer("artifact " + name, request, false);
    }

    private static String escaped(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private static HttpRequest.Builder request(URI base, String path) {
        URI full = URI.create(base.toString().replaceFirst("/+$", "") + path);
        return HttpRequest.newBuilder(full).timeout(TIMEOUT);
    }

    private JsonNode answer(String what, HttpRequest.Builder request, boolean orNothing)
            throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
            try {
                JsonNode answer = answerNow(what, request.build(), orNothing);
                if (wait > FIRST_WAIT_MILLIS) {
                    listener.accept(uri + ": the server answers again");
                }
                return answer;
            } catch (AbsentException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
                if (wait == FIRST_WAIT_MILLIS) {
                    listener.accept(e.getMessage() + "\n    trying again until it answers");
                }
                LockSupport.parkNanos(MILLISECONDS.toNanos(wait));
            }
        }
    }

    private JsonNode answerNow(String what, HttpRequest request, boolean orNothing)
            throws IOException {
        HttpResponse<byte[]> response;
        try {
            response = CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (IOException e) {
            throw new AbsentException(uri, e, e);
        }
        int status = response.statusCode();
        if (AWAY.contains(status)) {
            throw new AbsentException(uri, "HTTP status " + status, null);
        }
        if (status == NOT_FOUND && orNothing) {
            return JSON.createObjectNode();
        }
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (status != OK) {
            throw new UserError(
                    "%s: %s is refused, HTTP status %s: %s"
                            .formatted(
                                    uri,
                                    what,
                                    status,
                                    text.substring(0, Math.min(text.length(), LONGEST_ANSWER))));
        }
        return JSON.readTree(text);
    }
}

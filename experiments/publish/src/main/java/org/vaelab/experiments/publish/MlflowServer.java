// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;

/**
 * A tracking server of MLflow, by its REST interface 2.0. All methods throw {@link UserError} if no
 * server answers, it refuses, or its answer is not one of MLflow.
 *
 * @param authorization the header of that name; empty if there is none
 * @param patience how long a request is tried again while no server answers, or one that is busy
 * @param timeout of one try, with the whole answer
 * @param listener receives a line when no server answers, and when it answers again
 */
@Internal
public record MlflowServer(
        URI uri,
        String authorization,
        Duration patience,
        Duration timeout,
        Consumer<String> listener) {

    private static final String TRACKING = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    /** How the address of a run's artifacts begins if the server stores them for its clients. */
    static final String PROXIED = "mlflow-artifacts:/";

    /** Of one try, as MLflow's own clients have it or less. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final long FIRST_WAIT = MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT = SECONDS.toNanos(10);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** The answers of a busy server, of one that failed, and of a gateway whose server is away. */
    private static final Set<Integer> TRIED_AGAIN = Set.of(408, 429, 500, 502, 503, 504);

    /** Of an answer, in bytes; MLflow's have a few thousand. */
    private static final int LARGEST = 64 << 20;

    private static final int MOST_PORTS = 65535;

    private static final Set<Integer> DENIED = Set.of(401, 403);
    private static final String REMEDY =
            "\n    set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /**
     * Returns the address of a server.
     *
     * @throws UserError if the text is none of http
     */
    public static URI address(String text) {
        try {
            URI uri = new URI(text);
            boolean isHttp = String.valueOf(uri.getScheme()).matches("(?i)https?");
            if (isHttp && uri.getHost() != null && uri.getPort() <= MOST_PORTS) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // It is no address either.
        }
        throw new UserError(
                "'%s' is no address of a server; expected one such as http://127.0.0.1:5000\n    'mlflow server --backend-store-uri URI' serves the runs of a file or a database"
                        .formatted(text));
    }

    /** Returns a text that an answer must have, in whatever object of it. */
    String required(JsonNode answer, String field) {
        String value = answer.findPath(field).asText();
        if (value.isEmpty()) {
            throw foreign("an answer without " + field, answer.toString());
        }
        return value;
    }

    private UserError foreign(String what, String answer) {
        return new UserError("%s: no server of MLflow: %s: %.250s".formatted(uri, what, answer));
    }

    /** Returns what MLflow's own clients send, given the variables of the environment. */
    public static String authorization(Map<String, String> variables) {
        String token = variables.get("MLFLOW_TRACKING_TOKEN");
        String user = variables.get("MLFLOW_TRACKING_USERNAME");
        String password = variables.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        if (user != null) {
            byte[] both = (user + ":" + password).getBytes(UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }
        return token == null ? "" : "Bearer " + token;
    }

    /** Returns an answer; an empty one of what is not there. */
    JsonNode get(String path) throws IOException {
        return answer(path, request(TRACKING + path), JSON.createObjectNode());
    }

    /** Returns the answer to a request with a body in JSON. */
    JsonNode post(String path, Map<String, ?> body) throws IOException {
        HttpRequest.Builder request =
                request(TRACKING + path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        return answer(path, request, null);
    }

    /** Stores a file as an artifact, whose address begins with {@value #PROXIED}. */
    void put(String artifact, Path file) throws IOException {
        String path = URLEncoder.encode(artifact.substring(PROXIED.length()), UTF_8);
        String escaped = path.replace("+", "%20").replace("%2F", "/");
        answer(artifact, request(ARTIFACTS + escaped).PUT(BodyPublishers.ofFile(file)), null);
    }

    private HttpRequest.Builder request(String path) {
        URI full = URI.create(uri.toString().replaceFirst("/+$", "") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(full).timeout(timeout);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private JsonNode answer(String what, HttpRequest.Builder request, @Nullable JsonNode ifAbsent)
            throws IOException {
        Answer answer = awaited(request.build());
        int status = answer.status();
        if (status == OK) {
            return json(what, answer.body());
        }
        if (status == NOT_FOUND && ifAbsent != null) {
            return ifAbsent;
        }
        throw new UserError(
                "%s: %s is refused, HTTP status %s: %.250s%s"
                        .formatted(
                                uri,
                                what,
                                status,
                                answer.body(),
                                DENIED.contains(status) ? REMEDY : ""));
    }

    private JsonNode json(String what, String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // A page, such as one that asks for a password.
        }
        throw foreign("the answer to " + what + " is no JSON object", body);
    }

    private record Answer(int status, String body) {}

    /** Sends a request until a server answers it. */
    private Answer awaited(HttpRequest request) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        long wait = FIRST_WAIT;
        for (int tries = 1; ; tries++) {
            boolean isLast = System.nanoTime() - end >= 0;
            String why;
            try {
                Answer answer = sent(request);
                boolean failed = TRIED_AGAIN.contains(answer.status);
                if (tries > 1 && !failed) {
                    listener.accept(uri + ": the server answers again");
                }
                if (!failed || isLast) {
                    return answer;
                }
                why = "HTTP status " + answer.status;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException | TimeoutException e) {
                boolean late =
                        e instanceof TimeoutException
                                || e.getCause() instanceof HttpTimeoutException;
                why = late ? "no whole answer" : String.valueOf(e.getCause());
            }
            String absent = uri + ": no MLflow server answers: " + why;
            if (isLast) {
                throw new UserError(
                        absent + "\n    start one by 'mlflow server', or give another address");
            }
            if (tries == 1) {
                listener.accept(absent + "\n    trying again until it answers");
            }
            LockSupport.parkNanos(wait);
            wait = Math.min(2 * wait, LONGEST_WAIT);
        }
    }

    /** Sends a request once. The timeout of a request itself ends with the head of the answer. */
    private Answer sent(HttpRequest request)
            throws InterruptedException, ExecutionException, TimeoutException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> answer =
                CLIENT.sendAsync(
                        request,
                        BodyHandlers.ofByteArrayConsumer(
                                part -> part.ifPresent(bytes -> add(bytes, body))));
        try {
            HttpResponse<Void> response = answer.get(timeout.toMillis(), MILLISECONDS);
            return new Answer(response.statusCode(), body.toString(UTF_8));
        } finally {
            answer.cancel(true);
        }
    }

    private static void add(byte[] bytes, ByteArrayOutputStream body) {
        if (body.size() > LARGEST - bytes.length) {
            throw new IllegalStateException(
                    "an answer of more than %s MB".formatted(LARGEST >> 20));
        }
        body.writeBytes(bytes);
    }
}

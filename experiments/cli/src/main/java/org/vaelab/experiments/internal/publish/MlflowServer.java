// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;

/**
 * A tracking server of MLflow, by its REST interface 2.0. All methods throw {@link UserError} if no server
 * answers, or it refuses.
 *
 * @param authorization the header of that name; empty if there is none
 * @param patience how long a request is tried again while no server answers
 * @param listener receives a line when no server answers, and when it answers again
 */
public record MlflowServer(
        URI uri, String authorization, Duration patience, Consumer<String> listener) {

    private static final String TRACKING = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    /** How the address of a run's artifacts begins if the server stores them for its clients. */
    static final String PROXIED = "mlflow-artifacts:/";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long FIRST_WAIT = MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT = SECONDS.toNanos(10);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** The answers of a gateway whose server is away. */
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private static final Set<Integer> DENIED = Set.of(401, 403);
    private static final String REMEDY =
            "\n    set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

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
        HttpRequest.Builder request = HttpRequest.newBuilder(full).timeout(TIMEOUT);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private JsonNode answer(String what, HttpRequest.Builder request, @Nullable JsonNode ifAbsent)
            throws IOException {
        HttpResponse<String> response = awaited(request.build());
        int status = response.statusCode();
        if (status == OK) {
            return JSON.readTree(response.body());
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
                                response.body(),
                                DENIED.contains(status) ? REMEDY : ""));
    }

    /** Sends a request until a server answers. */
    private HttpResponse<String> awaited(HttpRequest request) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        for (long wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
            String why;
            try {
                HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
                if (!AWAY.contains(response.statusCode())) {
                    if (wait > FIRST_WAIT) {
                        listener.accept(uri + ": the server answers again");
                    }
                    return response;
                }
                why = "HTTP status " + response.statusCode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (IOException e) {
                why = e.toString();
            }
            String absent = uri + ": no MLflow server answers: " + why;
            if (System.nanoTime() - end >= 0) {
                throw new UserError(
                        absent + "\n    start one by 'mlflow server', or name it with --uri");
            }
            if (wait == FIRST_WAIT) {
                listener.accept(absent + "\n    trying again until it answers");
            }
            LockSupport.parkNanos(wait);
        }
    }
}

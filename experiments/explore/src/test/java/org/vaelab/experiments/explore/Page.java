// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A page that asks an explorer, as a browser does. */
record Page(URI server, String token) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static Page of(Explorer explorer) {
        URI address = explorer.address();
        String token = address.getFragment().substring("token=".length());
        return new Page(URI.create("http://127.0.0.1:" + address.getPort() + "/"), token);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> response(String name, Map<String, ?> question)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(server.resolve("api/" + name))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(question)))
                        .build());
    }

    /** Asks, and requires an answer. */
    JsonNode ask(String name, Map<String, ?> question) throws IOException, InterruptedException {
        HttpResponse<String> response = response(name, question);
        assertThat(response.statusCode()).as("%s: %s", name, response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** Asks, and requires a refusal with status 400. */
    String refused(String name, Map<String, ?> question) throws IOException, InterruptedException {
        HttpResponse<String> response = response(name, question);
        assertThat(response.statusCode()).as("%s: %s", name, response.body()).isEqualTo(400);
        return JSON.readTree(response.body()).path("error").asText();
    }

    JsonNode upload(String run, String name, byte[] content)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                send(
                        HttpRequest.newBuilder(
                                        server.resolve("api/upload?run=" + run + "&name=" + name))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/octet-stream")
                                .POST(BodyPublishers.ofByteArray(content))
                                .build());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).isNull() ? Double.NaN : array.get(i).asDouble();
        }
        return numbers;
    }
}

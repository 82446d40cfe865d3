// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.VaeLabException;

/** Answers requests: the files of the page, of which all names are known, and {@code /api/}. */
record Site(Guard guard, Api api) implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Site.class);
    private static final String API = "/api/";
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final int MOST_QUESTION = 1 << 20;
    private static final int MOST_UPLOAD = 20 << 20;

    /** A file of the page. */
    private record Resource(String name, String type) {}

    private static final Map<String, Resource> FILES = files();

    private static Map<String, Resource> files() {
        Map<String, Resource> files = new LinkedHashMap<>();
        files.put("/", new Resource("page/index.html", "text/html"));
        files.put("/explore.css", new Resource("page/explore.css", "text/css"));
        for (String script :
                List.of(
                        "explore",
                        "api",
                        "charts",
                        "controls",
                        "dom",
                        "example",
                        "hide",
                        "latent",
                        "pictures",
                        "runs",
                        "training")) {
            files.put(
                    "/" + script + ".js",
                    new Resource("page/" + script + ".js", "text/javascript"));
        }
        files.put(
                "/uplot/uPlot.iife.min.js",
                new Resource(CHARTS + "uPlot.iife.min.js", "text/javascript"));
        files.put("/uplot/uPlot.min.css", new Resource(CHARTS + "uPlot.min.css", "text/css"));
        return files;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Guard.protect(exchange.getResponseHeaders());
            try {
                guard.requireOwnPage(exchange);
                String path = exchange.getRequestURI().getPath();
                if (path != null && path.startsWith(API)) {
                    api(exchange, path.substring(API.length()));
                } else {
                    file(exchange, path);
                }
            } catch (Refusal e) {
                refuse(exchange, e.status(), e);
            } catch (VaeLabException | IllegalArgumentException | IllegalStateException e) {
                refuse(exchange, 400, e);
            } catch (RuntimeException | Error e) {
                LOG.warn("request {} failed", exchange.getRequestURI().getPath(), e);
                refuse(exchange, 500, e);
            }
        }
    }

    private void api(HttpExchange exchange, String name) throws IOException {
        requireMethod(exchange, "POST");
        guard.requireToken(exchange);
        boolean isUpload = name.equals(Api.UPLOAD);
        String type = isUpload ? "application/octet-stream" : "application/json";
        if (!type.equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new Refusal(415, "expected the content type " + type);
        }
        byte[] body = body(exchange.getRequestBody(), isUpload ? MOST_UPLOAD : MOST_QUESTION);
        Object answer =
                isUpload
                        ? api.upload(Ask.ofQuery(exchange.getRequestURI()), body)
                        : api.answer(name, Ask.read(body));
        send(exchange, 200, "application/json", Json.bytes(answer));
    }

    private static byte[] body(InputStream in, int most) throws IOException {
        byte[] body = in.readNBytes(most + 1);
        if (body.length > most) {
            throw new Refusal(413, "more than " + (most >> 20) + " MiB are not taken");
        }
        return body;
    }

    private static void file(HttpExchange exchange, String path) throws IOException {
        requireMethod(exchange, "GET");
        Resource file =
                Optional.ofNullable(FILES.get(path))
                        .orElseThrow(() -> new Refusal(404, "there is no such page"));
        try (InputStream in = Site.class.getResourceAsStream(file.name())) {
            if (in == null) {
                throw new Refusal(404, "there is no such page");
            }
            send(exchange, 200, file.type() + "; charset=utf-8", in.readAllBytes());
        }
    }

    private static void requireMethod(HttpExchange exchange, String method) {
        if (!exchange.getRequestMethod().equals(method)) {
            throw new Refusal(405, "expected " + method);
        }
    }

    private static void refuse(HttpExchange exchange, int status, Throwable why)
            throws IOException {
        String text = String.valueOf(why.getMessage());
        send(exchange, status, "application/json", Json.bytes(Map.of("error", text)));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }
}

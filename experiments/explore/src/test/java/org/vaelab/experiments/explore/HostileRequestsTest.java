// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;

/** Requests that a page of another site, or another user of the machine, may make. */
final class HostileRequestsTest {

    @TempDir static Path folder;
    private static Explorer explorer;

    @BeforeAll
    static void open() throws IOException {
        ComparisonPlan plan =
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA,
                        "empty",
                        null,
                        List.of("html"),
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        null,
                        List.of(),
                        Map.of(),
                        null,
                        Map.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        null);
        new ComparisonFolder(folder).writePlan(plan);
        explorer = Explorer.open(List.of(folder), Lab.with(), 0);
    }

    @AfterAll
    static void close() throws IOException {
        explorer.close();
    }

    /** A request, with PORT and TOKEN for those of the server. */
    record Request(String what, String text) {

        static Request of(String method, String path, String host, String headers, String body) {
            String text =
                    "%s %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %s\r\nConnection: close\r\n\r\n%s"
                            .formatted(
                                    method,
                                    path,
                                    host,
                                    headers,
                                    body.getBytes(StandardCharsets.UTF_8).length,
                                    body);
            return new Request(
                    method
                            + " "
                            + path
                            + " host "
                            + host
                            + " "
                            + headers.replace("\r\n", " ")
                            + body,
                    text);
        }

        @Override
        public String toString() {
            return what.length() > 150 ? what.substring(0, 150) : what;
        }
    }

    private static final String OWN = "127.0.0.1:PORT";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String RIGHT = "Authorization: Bearer TOKEN\r\n";
    private static final String OVERVIEW = "/api/overview";

    static Stream<Request> hostile() {
        List<Request> all = new ArrayList<>();
        List<String> hosts =
                List.of(
                        "evil.example",
                        "evil.example:PORT",
                        "127.0.0.1",
                        "127.0.0.1:1",
                        "127.0.0.1:PORT.evil.example",
                        "localhost",
                        "0.0.0.0:PORT",
                        "[::1]:PORT",
                        "127.0.0.1:PORT@evil.example",
                        "LOCALHOST.evil:PORT",
                        "",
                        "127.1:PORT",
                        "2130706433:PORT",
                        "127.0.0.1:PORT, evil.example",
                        "user@127.0.0.1:PORT");
        List<String> paths = List.of("/", OVERVIEW, "/explore.js");
        for (String host : hosts) {
            for (String path : paths) {
                String method = path.equals(OVERVIEW) ? "POST" : "GET";
                all.add(Request.of(method, path, host, RIGHT + JSON, "{}"));
            }
        }
        for (String origin :
                List.of(
                        "http://evil.example",
                        "null",
                        "https://127.0.0.1:PORT",
                        "http://127.0.0.1",
                        "http://localhost:1",
                        "http://127.0.0.1:PORT.evil.example",
                        "file://",
                        "http://localhost:PORT",
                        "chrome-extension://abc")) {
            for (String path : paths) {
                String method = path.equals(OVERVIEW) ? "POST" : "GET";
                all.add(
                        Request.of(
                                method,
                                path,
                                OWN,
                                "Origin: " + origin + "\r\n" + RIGHT + JSON,
                                "{}"));
            }
        }
        for (String site : List.of("cross-site", "same-site", "evil")) {
            all.add(
                    Request.of(
                            "POST",
                            OVERVIEW,
                            OWN,
                            "Sec-Fetch-Site: " + site + "\r\n" + RIGHT + JSON,
                            "{}"));
        }
        for (String token :
                List.of(
                        "",
                        "Authorization: Bearer \r\n",
                        "Authorization: Bearer x\r\n",
                        "Authorization: TOKEN\r\n",
                        "Authorization: Basic TOKEN\r\n",
                        "Authorization: Bearer TOKEN0\r\n",
                        "Authorization: bearer TOKEN\r\n",
                        "Authorization: Bearer TOKEN\r\nAuthorization: Bearer x\r\n",
                        "Cookie: token=TOKEN\r\n",
                        "X-Token: TOKEN\r\n")) {
            all.add(Request.of("POST", OVERVIEW, OWN, token + JSON, "{}"));
            all.add(Request.of("POST", OVERVIEW + "?token=TOKEN", OWN, token + JSON, "{}"));
            all.add(
                    Request.of(
                            "POST",
                            "/api/upload?run=0/x&name=a.csv",
                            OWN,
                            token + "Content-Type: application/octet-stream\r\n",
                            "a"));
        }
        for (String path :
                List.of(
                        "/../pom.xml",
                        "/..%2f..%2fetc/passwd",
                        "//etc/passwd",
                        "/etc/passwd",
                        "/%2e%2e/",
                        "/page/index.html",
                        "/explore.js/..",
                        "/uplot/../Site.class",
                        "/Site.class",
                        "/META-INF/MANIFEST.MF",
                        "/explore.js%00",
                        "/explore.js?x=<script>",
                        "/%",
                        "/.",
                        "/index.html",
                        "/uplot/",
                        "/page/../page/explore.js",
                        "/api",
                        "/API/overview",
                        "/\\..\\",
                        "/favicon.ico",
                        "/result.json",
                        "/plan.json",
                        "/0/plan.json")) {
            // The question after a known file is ignored, and all others are no page.
            if (!path.startsWith("/explore.js?")) {
                all.add(Request.of("GET", path, OWN, "", ""));
            }
        }
        for (String method :
                List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "GET", "X")) {
            all.add(Request.of(method, OVERVIEW, OWN, RIGHT + JSON, "{}"));
            if (!method.equals("GET")) {
                all.add(Request.of(method, "/", OWN, "", ""));
            }
        }
        for (String page : List.of("/", "/explore.js", "/explore.css", "/uplot/uPlot.min.css")) {
            for (String method : List.of("POST", "PUT", "DELETE", "CONNECT", "PROPFIND")) {
                all.add(Request.of(method, page, OWN, RIGHT + JSON, "{}"));
            }
        }
        for (String type :
                List.of(
                        "",
                        "Content-Type: text/plain\r\n",
                        "Content-Type: application/x-www-form-urlencoded\r\n",
                        "Content-Type: multipart/form-data\r\n",
                        "Content-Type: application/json;x\r\n")) {
            all.add(Request.of("POST", OVERVIEW, OWN, RIGHT + type, "{}"));
        }
        for (String body :
                List.of(
                        "",
                        "[]",
                        "null",
                        "1",
                        "{",
                        "\"x\"",
                        "{\"a\":",
                        "{}}x".substring(0, 2) + "\u0000[",
                        "[".repeat(5000),
                        "{\"a\":".repeat(3000))) {
            all.add(Request.of("POST", OVERVIEW, OWN, RIGHT + JSON, body));
        }
        for (String question :
                List.of(
                        "curves {}",
                        "curves {\"folder\":\"1\"}",
                        "curves {\"folder\":0}",
                        "curves {\"folder\":\"../0\"}",
                        "table {\"folder\":\"0/../..\"}",
                        "model {}",
                        "model {\"run\":\"0/../../etc\"}",
                        "model {\"run\":\"\"}",
                        "model {\"run\":{}}",
                        "model {\"run\":\"/etc/passwd\"}",
                        "map {\"run\":\"0/x-1-0123456789\"}",
                        "example {\"run\":\"0/x\"}",
                        "decode {\"run\":\"0/%2e%2e\"}",
                        "nothing {}",
                        "__proto__ {}",
                        "../overview {}",
                        "upload {}",
                        "toString {}",
                        "sample {\"run\":null}",
                        "impute {\"run\":[\"0\"]}",
                        "walk {\"run\":\"<script>\"}",
                        "given {\"run\":\"0\"}",
                        "forecast {\"run\":\"0/\"}",
                        "examples {\"run\":\"0//x\"}")) {
            String[] parts = question.split(" ", 2);
            all.add(Request.of("POST", "/api/" + parts[0], OWN, RIGHT + JSON, parts[1]));
        }
        return all.stream();
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefused(Request request) throws IOException {
        String answer = answer(request.text());
        assertThat(answer.lines().findFirst().orElse("HTTP/1.1 000 closed"))
                .as(answer)
                .doesNotContain(" 200 ")
                .doesNotContain(" 500 ");
        assertThat(answer).doesNotContain(token()).doesNotContain(folder.toString());
    }

    @Test
    void thereAreTwoHundred() {
        assertThat(hostile().count()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void theOwnPageIsAnsweredWithItsPolicy() throws IOException {
        String page = answer(Request.of("GET", "/", OWN, "Sec-Fetch-Site: none\r\n", "").text());
        assertThat(page).startsWith("HTTP/1.1 200 ").containsIgnoringCase("script-src 'self';");
        String api =
                Request.of(
                                "POST",
                                OVERVIEW,
                                OWN,
                                "Origin: http://"
                                        + OWN
                                        + "\r\nSec-Fetch-Site: same-origin\r\n"
                                        + RIGHT
                                        + JSON,
                                "{}")
                        .text();
        assertThat(answer(api)).startsWith("HTTP/1.1 200 ").contains("maxModels");
        assertThat(answer(api.replace(OWN, "localhost:PORT"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whatIsTooLargeIsNotRead() throws IOException {
        String body = "{\"a\":\"" + "x".repeat(2 << 20) + "\"}";
        assertThat(answer(Request.of("POST", OVERVIEW, OWN, RIGHT + JSON, body).text()))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aCallerThatSendsNothingDoesNotStopOthers() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = connected();
                socket.getOutputStream().write("POST /api/ov".getBytes(StandardCharsets.UTF_8));
                silent.add(socket);
            }
            assertThat(answer(Request.of("GET", "/", OWN, "", "").text()))
                    .startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static Socket connected() throws IOException {
        InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return new Socket(own, explorer.address().getPort());
    }

    private static String token() {
        return Page.of(explorer).token();
    }

    private static String answer(String request) throws IOException {
        int port = explorer.address().getPort();
        String text = request.replace("PORT", Integer.toString(port)).replace("TOKEN", token());
        try (Socket socket = connected()) {
            socket.setSoTimeout(10_000);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.getInputStream().transferTo(answer);
            } catch (IOException e) {
                // Refused while it was still sent: what was answered counts.
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who may ask for what. The host keeps a name of another site from leading here, the origin keeps
 * out pages of others, and the token other users of this machine.
 *
 * @param hosts the names of this server
 * @param token 122 random bits
 */
record Guard(Set<String> hosts, String token) {

    private static final String BEARER = "Bearer ";

    /** Headers of every answer. No script but the server's runs, and nothing is fetched elsewhere. */
    private static final List<List<String>> HEADERS =
            List.of(
                    List.of(
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
                                    + " 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action"
                                    + " 'none'; frame-ancestors 'none'"),
                    List.of("X-Content-Type-Options", "nosniff"),
                    List.of("Referrer-Policy", "no-referrer"),
                    List.of("Cross-Origin-Resource-Policy", "same-origin"),
                    List.of("Cross-Origin-Opener-Policy", "same-origin"),
                    List.of("Cache-Control", "no-store"));

    static Guard of(int port) {
        return new Guard(
                Set.of("127.0.0.1:" + port, "localhost:" + port), UUID.randomUUID().toString());
    }

    static void protect(Headers answer) {
        HEADERS.forEach(header -> answer.set(header.get(0), header.get(1)));
    }

    /**
     * Checks where a request comes from.
     *
     * @throws Refusal if it names another host, or comes from another page
     */
    void requireOwnPage(HttpExchange request) {
        List<String> host = request.getRequestHeaders().getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.get(0))) {
            throw new Refusal(403, "this server has another name");
        }
        for (String origin : request.getRequestHeaders().getOrDefault("Origin", List.of())) {
            if (!origin.equals("http://" + host.get(0))) {
                throw new Refusal(403, "pages of other sites are not answered");
            }
        }
        for (String site : request.getRequestHeaders().getOrDefault("Sec-Fetch-Site", List.of())) {
            if (!Set.of("same-origin", "none").contains(site)) {
                throw new Refusal(403, "pages of other sites are not answered");
            }
        }
    }

    /**
     * Checks the token of a request.
     *
     * @throws Refusal if it has another one, or none
     */
    void requireToken(HttpExchange request) {
        List<String> given = request.getRequestHeaders().getOrDefault("Authorization", List.of());
        if (given.size() != 1 || !isToken(given.get(0))) {
            throw new Refusal(
                    401,
                    "the token is missing or wrong: open the address that vaelab explore printed");
        }
    }

    private boolean isToken(String header) {
        return header.startsWith(BEARER)
                && MessageDigest.isEqual(
                        header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
                        token.getBytes(StandardCharsets.UTF_8));
    }
}

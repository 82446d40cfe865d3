// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A file of reference values with its tolerances: {@code |got - want| <= absolute + relative
 * |want|}. Remembers the worst error of each field.
 */
final class Golden {

    private final JsonNode root;
    private final Map<String, double[]> worst = new TreeMap<>();

    private Golden(JsonNode root) {
        this.root = root;
    }

    static Golden read(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            return new Golden(new ObjectMapper().readTree(Objects.requireNonNull(in, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<JsonNode> cases() {
        JsonNode cases = root.get("cases");
        assertThat(cases).hasSize(root.get("case_count").asInt());
        return StreamSupport.stream(cases.spliterator(), false);
    }

    void check(JsonNode golden, String field, double got, double want) {
        JsonNode tolerance = root.get("field_tolerance").get(field);
        if (tolerance == null) {
            tolerance = root.get("tolerance");
        }
        double allowed =
                tolerance.get("absolute").asDouble()
                        + tolerance.get("relative").asDouble() * Math.abs(want);
        double error = Math.abs(got - want);
        assertThat(error)
                .as("%s %s: got %s, want %s", golden.get("id").asText(), field, got, want)
                .isLessThanOrEqualTo(allowed);
        double[] errors = worst.computeIfAbsent(field, f -> new double[2]);
        errors[0] = Math.max(errors[0], error / Math.max(Math.abs(want), Double.MIN_NORMAL));
        errors[1] = Math.max(errors[1], error / allowed);
    }

    /** The largest relative error of a field so far. */
    double worstRelativeError(String field) {
        return worst.get(field)[0];
    }

    /** The worst relative error of each field, and how much of its tolerance was used. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        worst.forEach(
                (field, errors) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%-24s relative %.2g, of tolerance %.2g%n",
                                        field,
                                        errors[0],
                                        errors[1])));
        return text.toString();
    }
}

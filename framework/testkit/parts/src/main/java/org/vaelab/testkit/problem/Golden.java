// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A file of reference values with the tolerance of each field. */
public final class Golden {

    private final String name;
    private final JsonNode root;
    private double worst;

    private Golden(String name, JsonNode root) {
        this.name = name;
        this.root = root;
    }

    /**
     * Reads a file beside a test class.
     *
     * @param test whose package has the file among its resources
     */
    public static Golden beside(Class<?> test, String name) {
        try (InputStream in = test.getResourceAsStream(name)) {
            return new Golden(name, new ObjectMapper().readTree(Objects.requireNonNull(in, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the cases of a kind, of which there is at least one. */
    public Stream<JsonNode> cases(String kind) {
        List<JsonNode> found = new ArrayList<>();
        root.get("cases").forEach(c -> found.add(c));
        found.removeIf(c -> !c.get("kind").asText().equals(kind));
        if (found.isEmpty()) {
            throw new AssertionError("no case of kind " + kind);
        }
        return found.stream();
    }

    /**
     * Returns the numbers of a field of an input or an expectation, nested lists row-major.
     *
     * @param field its name, or a path with dots; along the path lists are gone through
     */
    public static double[] numbers(JsonNode node, String field) {
        List<Double> numbers = new ArrayList<>();
        collectAt(node, field, numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collectAt(JsonNode node, String path, List<Double> numbers) {
        if (node.isArray()) {
            node.forEach(element -> collectAt(element, path, numbers));
            return;
        }
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        JsonNode child = Objects.requireNonNull(node.get(name), name);
        if (dot < 0) {
            collect(child, numbers);
        } else {
            collectAt(child, path.substring(dot + 1), numbers);
        }
    }

    /** Returns a number, or the numbers of nested lists row-major. */
    public static double[] numbers(JsonNode node) {
        List<Double> numbers = new ArrayList<>();
        collect(node, numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> numbers) {
        if (node.isNumber()) {
            numbers.add(node.asDouble());
        } else {
            node.forEach(element -> collect(element, numbers));
        }
    }

    /**
     * Compares numbers with the expectation of a case, within the tolerance of the file for the
     * field.
     */
    public void check(JsonNode golden, String field, double... got) {
        double[] want = numbers(golden.get("expected"), field);
        if (got.length != want.length) {
            throw new AssertionError(field + ": " + got.length + " values, not " + want.length);
        }
        JsonNode tolerance = tolerance(golden.get("kind").asText(), field);
        for (int i = 0; i < want.length; i++) {
            double error = Math.abs(got[i] - want[i]);
            double allowed =
                    tolerance.get("absolute").asDouble()
                            + tolerance.get("relative").asDouble() * Math.abs(want[i]);
            if (!(error <= allowed)) {
                throw new AssertionError(
                        golden.get("id").asText()
                                + " "
                                + field
                                + "["
                                + i
                                + "]: got "
                                + got[i]
                                + ", want "
                                + want[i]
                                + ", error "
                                + error
                                + ", allowed "
                                + allowed);
            }
            worst = Math.max(worst, error / Math.max(1, Math.abs(want[i])));
        }
    }

    private JsonNode tolerance(String kind, String field) {
        JsonNode overrides = root.path("field_tolerance");
        if (overrides.has(kind + "." + field)) {
            return overrides.get(kind + "." + field);
        }
        return overrides.has(field) ? overrides.get(field) : root.get("tolerance");
    }

    /** Tells the largest error so far, relative to max(1, |value|). */
    @Override
    public String toString() {
        return name + ": worst error " + worst;
    }
}

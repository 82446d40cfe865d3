// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/**
 * A case of a golden file, whose fields are compared within the tolerance stated there.
 *
 * @param golden the file
 * @param one the case
 */
record GoldenCase(JsonNode golden, JsonNode one) {

    /** Returns a test of each case of a file in {@code /golden}. */
    static List<DynamicTest> tests(String file, Consumer<GoldenCase> check) throws IOException {
        JsonNode golden;
        try (InputStream in =
                Objects.requireNonNull(GoldenCase.class.getResourceAsStream("/golden/" + file))) {
            golden = new ObjectMapper().readTree(in);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : golden.get("cases")) {
            GoldenCase golds = new GoldenCase(golden, one);
            tests.add(
                    dynamicTest(
                            golds.kind() + " " + one.get("id").asText(),
                            () -> check.accept(golds)));
        }
        assertThat(tests).hasSize(golden.get("case_count").intValue());
        return tests;
    }

    String kind() {
        return one.get("kind").asText();
    }

    JsonNode input() {
        return one.get("input");
    }

    JsonNode expected() {
        return one.get("expected");
    }

    /** Compares a number, or all numbers of an array. */
    void close(String field, double... got) {
        JsonNode expected = expected().get(field);
        double[] want =
                expected.isArray() ? numbers(expected) : new double[] {expected.doubleValue()};
        assertThat(got).hasSameSizeAs(want);
        for (int i = 0; i < want.length; i++) {
            closeTo(field, want[i], got[i]);
        }
    }

    void closeTo(String field, double want, double got) {
        JsonNode tolerance = golden.get("field_tolerance").path(kind() + "." + field);
        if (tolerance.isMissingNode()) {
            tolerance = golden.get("field_tolerance").path(field);
        }
        if (tolerance.isMissingNode()) {
            tolerance = golden.get("tolerance");
        }
        double allowed =
                tolerance.get("absolute").doubleValue()
                        + tolerance.get("relative").doubleValue() * Math.abs(want);
        assertThat(Math.abs(got - want))
                .as("%s: got %s, want %s", field, got, want)
                .isLessThanOrEqualTo(allowed);
    }

    static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    static double[][] matrix(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(GoldenCase::numbers)
                .toArray(double[][]::new);
    }
}

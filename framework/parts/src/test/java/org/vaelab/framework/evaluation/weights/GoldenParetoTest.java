// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.testkit.problem.Golden;

/** Importance weights against the diagnostics of Pareto-smoothed importance sampling. */
final class GoldenParetoTest {

    private static final Logger LOG = LoggerFactory.getLogger(GoldenParetoTest.class);
    private static final Golden GOLDEN = Golden.beside(GoldenParetoTest.class, "psis.json");

    static Stream<JsonNode> cases() {
        return GOLDEN.cases("psis");
    }

    private static ImportanceWeights weights(JsonNode golden) {
        double[] logWeights = Golden.numbers(golden.get("input"), "log_weights");
        ImportanceWeights weights = new ImportanceWeights(logWeights.length);
        Arrays.stream(logWeights).forEach(weights::add);
        return weights;
    }

    @AfterAll
    static void tellTheWorstError() {
        LOG.info("{}", GOLDEN);
    }

    @Test
    void everyStatusOccurs() {
        assertThat(cases()).hasSize(16);
        Set<String> statuses =
                cases().map(golden -> golden.at("/expected/k_hat_status").asText())
                        .collect(Collectors.toSet());
        assertThat(statuses).containsExactlyInAnyOrder("finite", "infinite", "equal_weights");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void diagnostics(JsonNode golden) {
        int draws = golden.at("/input/log_weights").size();
        JsonNode expected = golden.get("expected");
        ImportanceWeights weights = weights(golden);
        double threshold = ImportanceWeights.reliableParetoK(draws);
        GOLDEN.check(golden, "tail_length", ParetoTail.length(draws));
        GOLDEN.check(golden, "threshold", threshold);
        GOLDEN.check(golden, "ess", weights.effectiveSampleSize());
        GOLDEN.check(golden, "log_mean_weight", weights.logMean());
        switch (expected.get("k_hat_status").asText()) {
            case "finite" -> {
                GOLDEN.check(golden, "k_hat", weights.paretoK());
                checkSmoothed(golden, ParetoTail.length(draws));
            }
            case "infinite" -> assertThat(weights.paretoK()).isEqualTo(Double.POSITIVE_INFINITY);
            default -> assertThat(weights.paretoK()).isEqualTo(Double.NEGATIVE_INFINITY);
        }
        assertThat(weights.paretoK() <= threshold).isEqualTo(expected.get("reliable").asBoolean());
    }

    private static void checkSmoothed(JsonNode golden, int length) {
        double[] raw = Golden.numbers(golden.get("input"), "log_weights");
        double[] smoothed = ParetoTail.smoothed(raw);
        ImportanceWeights weights = new ImportanceWeights(smoothed.length);
        Arrays.stream(smoothed).forEach(weights::add);
        GOLDEN.check(golden, "smoothed_ess", weights.effectiveSampleSize());
        GOLDEN.check(golden, "smoothed_log_mean_weight", weights.logMean());
        double[] tail = Golden.numbers(golden.get("expected"), "smoothed_tail");
        Arrays.sort(smoothed);
        double[] largest = Arrays.copyOfRange(smoothed, smoothed.length - length, smoothed.length);
        for (int i = 0; i < length; i++) {
            assertThat(largest[i]).isCloseTo(tail[i], within(1e-8 + 1e-8 * Math.abs(tail[i])));
        }
    }
}

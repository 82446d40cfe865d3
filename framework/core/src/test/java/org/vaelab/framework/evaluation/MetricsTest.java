// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class MetricsTest {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsTest.class);
    private static final DoubleAccumulator WORST = new DoubleAccumulator(Math::max, 0);

    private static final Metric NEVER = subject -> new Measurement.Absent("never");

    private static Stream<JsonNode> golden(String kind) {
        try (InputStream in = MetricsTest.class.getResourceAsStream("metrics.json")) {
            JsonNode cases = new ObjectMapper().readTree(Objects.requireNonNull(in)).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .filter(c -> c.get("kind").asText().equals(kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> activeUnits() {
        return golden("active_units");
    }

    static Stream<JsonNode> bitsPerDimension() {
        return golden("bits_per_dim");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(activeUnits()).hasSize(3);
        assertThat(bitsPerDimension()).hasSize(5);
    }

    @AfterAll
    static void tellTheWorstError() {
        LOG.info("metrics.json: worst error {}, relative to max(1, |value|)", WORST.get());
    }

    private static void assertGolden(double found, JsonNode expected) {
        double value = expected.asDouble();
        WORST.accumulate(Math.abs(found - value) / Math.max(1, Math.abs(value)));
        assertThat(found).isCloseTo(value, within(1e-12 + 1e-10 * Math.abs(value)));
    }

    @ParameterizedTest
    @MethodSource
    void activeUnits(JsonNode golden) {
        JsonNode means = golden.get("input").get("posterior_means");
        ActiveUnits.Variances variances = new ActiveUnits.Variances(means.get(0).size());
        for (JsonNode row : means) {
            variances.addRows(
                    StreamSupport.stream(row.spliterator(), false)
                            .mapToDouble(JsonNode::asDouble)
                            .toArray());
        }
        JsonNode expected = golden.get("expected");
        for (int j = 0; j < expected.get("variance").size(); j++) {
            assertGolden(variances.values()[j], expected.get("variance").get(j));
        }
        assertThat(variances.above(golden.get("input").get("threshold").asDouble()))
                .isEqualTo(expected.get("active_units").asInt());
    }

    @ParameterizedTest
    @MethodSource
    void bitsPerDimension(JsonNode golden) {
        JsonNode input = golden.get("input");
        double nats = input.get("nll_nats").asDouble();
        int dimensions = input.get("dims").asInt();
        assertGolden(
                BitsPerDimension.of(nats, dimensions), golden.get("expected").get("bits_per_dim"));
        assertGolden(
                BitsPerDimension.dequantized(nats, dimensions, input.get("bin_width").asDouble()),
                golden.get("expected").get("bits_per_dim_dequantized"));
    }

    @Test
    void knowsItsNamesInOrder() {
        assertThat(Metrics.standard().names())
                .containsExactly("bitsPerDimension", "activeUnits", "mutualInformation");
        assertThat(Metrics.standard().with("never", NEVER).names()).endsWith("never");
        assertThat(Metrics.standard().select(List.of("activeUnits", "elbo", "activeUnits")))
                .containsOnlyKeys("activeUnits");
    }

    @Test
    void refusesAnUnknownNameWithTheNearest() {
        assertThatThrownBy(() -> Metrics.standard().select(List.of("activeUnit")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown metric 'activeUnit'; did you mean 'activeUnits'?"
                                + " Known: bitsPerDimension, activeUnits, mutualInformation");
        assertThatThrownBy(() -> Metrics.standard().select(List.of("fid")))
                .hasMessage(
                        "unknown metric 'fid'."
                                + " Known: bitsPerDimension, activeUnits, mutualInformation");
    }

    @Test
    void namesCollideLoudly() {
        for (String taken : List.of("elbo", "activeUnits")) {
            assertThatThrownBy(() -> Metrics.standard().with(taken, NEVER))
                    .hasMessage("there is a metric '" + taken + "' already");
        }
    }

    @Test
    void theMedianHidesNothing() {
        assertThat(Evaluator.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Evaluator.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
        assertThat(Evaluator.median(new double[] {4, Double.NaN, 2})).isNaN();
    }
}

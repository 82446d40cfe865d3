// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.ranks.EcdfTest;
import org.vaelab.framework.ranks.Ranks;
import org.vaelab.testkit.problem.Golden;

/** Tests of ranks and bands against exact values. */
final class GoldenCalibrationTest {

    private static final Golden GOLDEN =
            Golden.beside(GoldenCalibrationTest.class, "calibration.json");

    static Stream<JsonNode> distances() {
        return GOLDEN.cases("rank_ks");
    }

    static Stream<JsonNode> coverages() {
        return GOLDEN.cases("ecdf_band_coverage");
    }

    static Stream<JsonNode> bands() {
        return GOLDEN.cases("ecdf_band_gamma");
    }

    private static Ranks ranks(JsonNode golden) {
        double[] ranks = Golden.numbers(golden.get("input"), "ranks");
        return new Ranks(
                Arrays.stream(ranks).mapToInt(r -> (int) r).toArray(),
                golden.at("/input/max_rank").asInt());
    }

    private static double[] doubles(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    private static EcdfTest test(JsonNode golden) {
        double[] points = new double[golden.at("/input/k").asInt() - 1];
        Arrays.setAll(points, i -> (i + 1) / (points.length + 1.0));
        return new EcdfTest(golden.at("/input/n").asInt(), points);
    }

    @ParameterizedTest
    @MethodSource("distances")
    void distance(JsonNode golden) {
        GOLDEN.check(golden, "statistic", ranks(golden).distance());
    }

    @ParameterizedTest
    @MethodSource("coverages")
    void coverageOfABand(JsonNode golden) {
        EcdfTest test = test(golden);
        double[] gammas = Golden.numbers(golden.get("input"), "gammas");
        EcdfTest.Band[] bands =
                Arrays.stream(gammas).mapToObj(test::at).toArray(EcdfTest.Band[]::new);
        GOLDEN.check(golden, "lower", joined(bands, true));
        GOLDEN.check(golden, "upper", joined(bands, false));
        GOLDEN.check(
                golden, "coverage", Arrays.stream(bands).mapToDouble(test::coverage).toArray());
    }

    private static double[] joined(EcdfTest.Band[] bands, boolean lower) {
        return Arrays.stream(bands)
                .flatMapToInt(band -> IntStream.of(lower ? band.lower() : band.upper()))
                .asDoubleStream()
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("bands")
    void bandOfALevel(JsonNode golden) {
        EcdfTest test = test(golden);
        EcdfTest.Band band = test.band(golden.at("/input/level").asDouble());
        GOLDEN.check(golden, "gamma", band.gamma());
        GOLDEN.check(golden, "lower", doubles(band.lower()));
        GOLDEN.check(golden, "upper", doubles(band.upper()));
        GOLDEN.check(golden, "coverage", test.coverage(band));
        GOLDEN.check(golden, "coverage_above", test.coverage(test.at(band.gamma() * (1 + 1e-9))));
    }
}

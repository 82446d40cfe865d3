// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.testkit.problem.Golden;

/** The maps that adaptation finds, against those of the authors' code on the same draws. */
final class GoldenMomentMatchingTest {

    private static final Golden GOLDEN =
            Golden.beside(GoldenMomentMatchingTest.class, "moment_matching.json");

    static Stream<JsonNode> cases() {
        return GOLDEN.cases("moment_matching");
    }

    private static double logNormal(double x, double mean, double deviation) {
        double z = (x - mean) / deviation;
        return -0.5 * z * z - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
    }

    /** A linear-Gaussian model in plain numbers. */
    private record Problem(
            double[] w, double[] b, double s, double[] x, double[] qMean, double[] qStd) {

        static Problem of(JsonNode input) {
            return new Problem(
                    Golden.numbers(input, "W"),
                    Golden.numbers(input, "b"),
                    input.get("s").asDouble(),
                    Golden.numbers(input, "x"),
                    Golden.numbers(input, "q_mean"),
                    Golden.numbers(input, "q_std"));
        }

        int width() {
            return qMean.length;
        }

        double logQ(double[] z) {
            double sum = 0;
            for (int i = 0; i < z.length; i++) {
                sum += logNormal(z[i], qMean[i], qStd[i]);
            }
            return sum;
        }

        double logJoint(double[] z) {
            double sum = 0;
            for (double value : z) {
                sum += logNormal(value, 0, 1);
            }
            for (int row = 0; row < x.length; row++) {
                double mean = b[row];
                for (int i = 0; i < z.length; i++) {
                    mean += w[row * z.length + i] * z[i];
                }
                sum += logNormal(x[row], mean, s);
            }
            return sum;
        }

        double[][] rows(double[] vectors) {
            double[][] rows = new double[vectors.length / width()][];
            Arrays.setAll(rows, k -> Arrays.copyOfRange(vectors, k * width(), (k + 1) * width()));
            return rows;
        }

        double[] logJoints(double[] vectors) {
            return Arrays.stream(rows(vectors)).mapToDouble(this::logJoint).toArray();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheMapOfTheAuthors(JsonNode golden) {
        JsonNode input = golden.get("input");
        Problem problem = Problem.of(input);
        double unit = input.get("draws_per_unit").asDouble();
        double[] start = Arrays.stream(Golden.numbers(input, "draws")).map(v -> v / unit).toArray();
        double[] logQ = Arrays.stream(problem.rows(start)).mapToDouble(problem::logQ).toArray();
        MomentAdaptation adaptation =
                new MomentAdaptation(
                        input.get("steps").asInt(), start, logQ, problem.logJoints(start));
        while (adaptation.isOpen()) {
            adaptation.judge(problem.logJoints(adaptation.candidate()));
        }
        Optional<AffineMap> found = adaptation.found();
        boolean moves = !golden.at("/expected/accepted").isEmpty();
        assertThat(found.isPresent()).isEqualTo(moves);
        AffineMap map = found.orElse(AffineMap.identity(problem.width()));
        GOLDEN.check(golden, "matrix", map.matrix());
        GOLDEN.check(golden, "shift", map.shift());
    }
}

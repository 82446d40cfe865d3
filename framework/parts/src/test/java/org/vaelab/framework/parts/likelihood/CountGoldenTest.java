// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Differentiated;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

/** Likelihoods of counts and their gradients against reference values with extremes. */
final class CountGoldenTest {

    private static final Logger LOG = LoggerFactory.getLogger(CountGoldenTest.class);
    private static final Golden COUNTS = Golden.beside(CountGoldenTest.class, "counts.json");

    @AfterAll
    static void tellTheWorstError() {
        LOG.info("{}", COUNTS);
    }

    static Stream<JsonNode> independent() {
        return Stream.of(
                        "poisson",
                        "negative_binomial",
                        "zero_inflated_poisson",
                        "zero_inflated_negative_binomial",
                        "beta_binomial")
                .flatMap(COUNTS::cases);
    }

    static Stream<JsonNode> multinomial() {
        return COUNTS.cases("multinomial");
    }

    private static double[] input(JsonNode golden, String field) {
        return Golden.numbers(golden.get("input"), field);
    }

    @ParameterizedTest
    @MethodSource("independent")
    void countsThatAreIndependent(JsonNode golden) {
        for (String backend : List.of("torch", "nd4j")) {
            try (TensorRuntime runtime = Runtimes.on(backend, DType.FLOAT64)) {
                check(runtime, golden);
            }
        }
    }

    private static void check(TensorRuntime runtime, JsonNode golden) {
        double[] x = input(golden, "x");
        List<String> fields =
                switch (golden.get("kind").asText()) {
                    case "poisson" -> List.of("rate");
                    case "negative_binomial" -> List.of("mu", "theta");
                    case "zero_inflated_poisson" -> List.of("rate", "zero_logit");
                    case "zero_inflated_negative_binomial" -> List.of("mu", "theta", "zero_logit");
                    default -> List.of("alpha", "beta");
                };
        List<double[]> points = fields.stream().map(field -> input(golden, field)).toList();
        Shape shape = Shape.of(x.length);
        Differentiated p =
                Differentiated.at(
                        runtime,
                        in -> density(golden, runtime.tensor(x, shape), in),
                        points,
                        fields.stream().map(field -> shape).toList());
        COUNTS.check(golden, "log_prob_per_dim", p.value());
        COUNTS.check(golden, "log_prob", Arrays.stream(p.value()).sum());
        for (int i = 0; i < fields.size(); i++) {
            boolean isLogit = fields.get(i).equals("zero_logit");
            double[] gradient = p.gradients().get(i).clone();
            double[] at = points.get(i);
            // Of the logarithm of a parameter; a logit is one already.
            Arrays.setAll(gradient, d -> gradient[d] * (isLogit ? 1 : at[d]));
            COUNTS.check(golden, "dlogprob_d" + (isLogit ? "" : "log") + fields.get(i), gradient);
        }
    }

    private static Tensor density(JsonNode golden, Tensor x, List<Tensor> in) {
        Tensor first = in.get(0);
        return switch (golden.get("kind").asText()) {
            case "poisson" -> CountDensities.poisson(x, first, first.log());
            case "zero_inflated_poisson" ->
                    CountDensities.zeroInflated(
                            x, CountDensities.poisson(x, first, first.log()), in.get(1));
            case "negative_binomial" -> negativeBinomial(x, in);
            case "zero_inflated_negative_binomial" ->
                    CountDensities.zeroInflated(x, negativeBinomial(x, in), in.get(2));
            default -> betaBinomial(x, input(golden, "n"), in);
        };
    }

    private static Tensor negativeBinomial(Tensor x, List<Tensor> in) {
        Tensor mean = in.get(0);
        Tensor dispersion = in.get(1);
        return CountDensities.negativeBinomial(x, mean, mean.log(), dispersion, dispersion.log());
    }

    /** Numbers of trials differ from value to value in a case. */
    private static Tensor betaBinomial(Tensor x, double[] n, List<Tensor> in) {
        List<Tensor> parts = new ArrayList<>();
        for (int d = 0; d < n.length; d++) {
            int at = d;
            Function<Tensor, Tensor> one = t -> t.slice(0, at, at + 1);
            parts.add(
                    CountDensities.betaBinomial(
                            one.apply(x),
                            n[d],
                            one.apply(in.get(0)).log(),
                            one.apply(in.get(1)).log()));
        }
        return Tensor.concatenate(parts, 0);
    }

    @ParameterizedTest
    @MethodSource("multinomial")
    void wordsOfADocument(JsonNode golden) {
        double[] counts = input(golden, "counts");
        double[] logits = input(golden, "logits");
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64)) {
            Shape row = Shape.of(1, logits.length);
            Differentiated p =
                    Differentiated.at(
                            runtime,
                            in -> words(in).logProbability(runtime.tensor(counts, row)),
                            logits,
                            row);
            COUNTS.check(golden, "log_prob", p.value());
            COUNTS.check(golden, "dlogprob_dlogits", p.gradient());
        }
    }

    private static OutputDistribution words(Tensor logits) {
        return new Multinomial.Words(1, logits);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.AscendingInference;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SigmaPoints;

/**
 * An inference that ascends maximises in training what the estimator maximises, and no weight after
 * it.
 */
final class AscentObjectiveTest {

    private static final RandomKey KEY = RandomKey.of(31);
    private static final TrainingProgress CLOCK = new TrainingProgress(3, 10);
    private static final KlRegistry DIVERGENCES =
            new KlRegistry(
                    List.of(
                            new AnalyticKl<>(
                                    IndependentNormal.class,
                                    StandardNormal.class,
                                    (q, p) -> Fused.normalKl(q.mean(), q.logVariance()))));

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** Models with as few latent numbers as there are, and with as many. */
    static Stream<JsonNode> models() {
        Comparator<JsonNode> byWidth =
                Comparator.comparingInt(golden -> golden.at("/input/q_mean").size());
        List<JsonNode> sorted = LinearGaussian.cases().sorted(byWidth).toList();
        return Stream.of(sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** Counts what a regulariser is asked for and what becomes of its updates. */
    private static final class Counting implements KlRegularizer {

        private final KlRegularizer counted;
        private final List<Step> asked = new ArrayList<>();
        private int updates;

        Counting(double weight) {
            this.counted = weight(weight);
        }

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            asked.add(step);
            Regularized found = counted.of(terms, step);
            return new Regularized(found.value(), found.weight(), List.of(clock -> updates++));
        }
    }

    private static KlRegularizer weight(double weight) {
        return new KlWeight(Schedule.constant(weight));
    }

    /** Draws of q whose means are exact, so that steps follow the gradient itself. */
    private static SigmaPoints points(LinearGaussian problem) {
        Euclidean space = (Euclidean) new OneLatent(problem.model()).family().space();
        return new SigmaPoints(space, 0, space.dimension(), 1);
    }

    private static AmortizedInference encoder(LinearGaussian problem) {
        return new AmortizedInference(
                new AmortizedInference.Encoder(
                        OneLatent.Z,
                        new OneLatent(problem.model()).encoder().network(),
                        points(problem)));
    }

    private static Inference semiAmortized(
            LinearGaussian problem, int steps, RegularizedBound objective) {
        LocalAscent ascent = new LocalAscent(steps, null, points(problem).samples(), 0.05);
        return local(
                        "semi-amortized",
                        problem,
                        ascent,
                        new LocalInference.Encoded(encoder(problem), true))
                .maximising(objective);
    }

    private static AscendingInference local(
            String name, LinearGaussian problem, LocalAscent ascent, LocalInference.Start start) {
        return new LocalInference(
                name,
                ascent,
                OneLatent.Z,
                points(problem),
                DIVERGENCES,
                start,
                RegularizedBound.EVIDENCE,
                new TrainingMode());
    }

    private static Inference svi(LinearGaussian problem, int steps, RegularizedBound objective) {
        LocalAscent ascent = new LocalAscent(steps, null, points(problem).samples(), 0.05);
        return local(
                        "svi",
                        problem,
                        ascent,
                        new LocalInference.Own(Optional.empty(), Optional.empty()))
                .maximising(objective);
    }

    private static LatentVariableModel model(LinearGaussian problem, Inference inference) {
        return new LatentVariableModel(problem.model().generative(), inference, DIVERGENCES);
    }

    /**
     * Of a linear-Gaussian model, E_q[log p(x given z)] - w KL has its maximum among independent
     * Normals where A m = W'(x - b) / (w s^2), and where the variances are 1 / A_jj, with A = I +
     * W'W / (w s^2).
     */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void theWeightOfTheKlDecidesWhereItEndsInTrainingAlone(JsonNode golden) {
        for (double weight : new double[] {0.25, 8}) {
            RegularizedBound objective = new RegularizedBound(KlMode.AUTO, weight(weight));
            for (boolean encoded : new boolean[] {true, false}) {
                try (TensorScope scope = runtime.scope()) {
                    LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
                    LatentVariableModel model =
                            model(
                                    problem,
                                    encoded
                                            ? semiAmortized(problem, 800, objective)
                                            : svi(problem, 800, objective));
                    requireOptimum(golden, problem, model, Phase.training(CLOCK), weight);
                    if (weight == 8) {
                        requireOptimum(golden, problem, model, Phase.evaluation(), 1);
                    }
                }
            }
        }
    }

    private static void requireOptimum(
            JsonNode golden,
            LinearGaussian problem,
            LatentVariableModel model,
            Phase phase,
            double weight) {
        IndependentNormal q =
                (IndependentNormal) model.infer(Batch.of(problem.batch(1)), KEY, phase).first();
        double[] mean = q.mean().readDoubles();
        double[] logVariance = q.logVariance().readDoubles();
        JsonNode w = golden.at("/input/W");
        double s = golden.at("/input/s").asDouble();
        double scale = 1 / (weight * s * s);
        for (int j = 0; j < mean.length; j++) {
            double precision = 1;
            double slope = -mean[j];
            for (int i = 0; i < w.size(); i++) {
                double own = w.get(i).get(j).asDouble();
                double residual =
                        golden.at("/input/x").get(i).asDouble()
                                - golden.at("/input/b").get(i).asDouble();
                for (int k = 0; k < mean.length; k++) {
                    residual -= w.get(i).get(k).asDouble() * mean[k];
                }
                precision += own * own * scale;
                slope += own * residual * scale;
            }
            assertThat(logVariance[j])
                    .as("%s, weight %s, log variance %d", phase, weight, j)
                    .isCloseTo(-Math.log(precision), within(1e-3));
            // The distance from the optimum, in units of the standard deviation.
            assertThat(slope / Math.sqrt(precision))
                    .as("%s, weight %s, mean %d", phase, weight, j)
                    .isCloseTo(0, within(1e-3));
        }
    }

    /** The encoder's gradient in its penalty is that of the same objective without refinement. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1, 8})
    void theEncoderFollowsTheWeightToo(double weight) {
        JsonNode golden = models().skip(1).findFirst().orElseThrow();
        try (TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            int samples = points(problem).samples();
            RegularizedEstimator elbo =
                    RegularizedEstimator.of(new Elbo(samples, KlMode.AUTO), weight(weight));
            RegularizedBound objective = elbo.posteriorObjective(elbo.regularizer()).orElseThrow();
            double[] amortized = slope(problem, elbo, encoder(problem));
            double[] refined = slope(problem, elbo, semiAmortized(problem, 2, objective));
            assertThat(refined).containsExactly(amortized, within(1e-10));
            double[] other =
                    slope(problem, elbo, semiAmortized(problem, 2, RegularizedBound.EVIDENCE));
            double distance = 0;
            for (int i = 0; i < other.length; i++) {
                distance = Math.max(distance, Math.abs(other[i] - amortized[i]));
            }
            assertThat(distance > 1e-3).as("distance %s", distance).isEqualTo(weight != 1);
        }
    }

    private double[] slope(LinearGaussian problem, Estimator elbo, Inference inference) {
        Parameter head = problem.head();
        try (GradientTape tape = GradientTape.record(runtime)) {
            Objective found =
                    elbo.estimate(
                            new Step(
                                    model(problem, inference),
                                    Batch.of(problem.batch(1)),
                                    KEY,
                                    CLOCK));
            return tape.gradients(found.minimised()).of(head.value()).readDoubles();
        }
    }

    @Test
    void stepsSeeTheClockAndLeaveTheStateOfTheRegulariserAlone() {
        JsonNode golden = models().findFirst().orElseThrow();
        int steps = 5;
        for (boolean encoded : new boolean[] {true, false}) {
            try (TensorScope scope = runtime.scope()) {
                LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
                Counting counting = new Counting(2);
                RegularizedEstimator elbo =
                        RegularizedEstimator.of(
                                new Elbo(points(problem).samples(), KlMode.AUTO), counting);
                RegularizedBound objective =
                        elbo.posteriorObjective(elbo.regularizer()).orElseThrow();
                LatentVariableModel model =
                        model(
                                problem,
                                encoded
                                        ? semiAmortized(problem, steps, objective)
                                        : svi(problem, steps, objective));
                Batch batch = Batch.of(problem.batch(1));
                Objective found = elbo.estimate(new Step(model, batch, KEY, CLOCK));
                // Each step, the encoder's penalty, and the estimator itself.
                assertThat(counting.asked).hasSize(steps + (encoded ? 2 : 1));
                assertThat(counting.asked).allMatch(step -> step.clock().equals(CLOCK));
                assertThat(counting.asked.stream().limit(steps).map(Step::key))
                        .doesNotHaveDuplicates();
                assertThat(counting.updates).isZero();
                found.updates().forEach(update -> update.make(CLOCK));
                assertThat(counting.updates).isEqualTo(1);

                counting.asked.clear();
                Tensor mean = model.infer(batch, KEY, Phase.evaluation()).first().location();
                assertThat(mean.readDoubles()).doesNotContain(Double.NaN);
                assertThat(counting.asked).isEmpty();
            }
        }
    }
}

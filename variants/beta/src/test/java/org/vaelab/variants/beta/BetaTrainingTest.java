// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.testkit.family.ToyCode;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.GivenTerms;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** Capacity and constraint, step by step and over a training run. */
final class BetaTrainingTest {

    @TempDir private Path folder;

    private static Constraint kl(double nats, double rate, double decay) {
        return new Constraint(nats, null, rate, decay, 1, 1e-4, 1e4);
    }

    private static ConstrainedKl constrained(TensorRuntime runtime, Constraint constraint) {
        try (TensorScope scope = runtime.scope()) {
            return new ConstrainedKl(runtime, constraint);
        }
    }

    /** As a training step does once it is decided on. */
    private static void makeUpdates(KlRegularizer.Regularized held, TrainingProgress clock) {
        held.updates().forEach(update -> update.make(clock));
    }

    /** Early stopping waits while it grows: by default as long as training. */
    @Test
    void capacityIsOnItsWayToTheEndOfItsLine() {
        Capacity asLongAsTraining = new Capacity(0, 25, null, 30);
        assertThat(asLongAsTraining.isMoving(new TrainingProgress(49, 50))).isTrue();
        Capacity shorter = new Capacity(0, 25, 30L, 30);
        assertThat(shorter.isMoving(new TrainingProgress(29, 50))).isTrue();
        assertThat(shorter.isMoving(new TrainingProgress(30, 50))).isFalse();
        Capacity constant = new Capacity(20, 20, null, 30);
        assertThat(constant.isMoving(new TrainingProgress(0, 50))).isFalse();
    }

    @Test
    void capacityIsTheDistanceOfTheMean() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor units = runtime.tensor(new double[] {1, 2, 3, 5}, Shape.of(4, 1));
            Capacity rising = new Capacity(0, 10, null, 3);
            // C = 10 t / 50, at steps 5, 20 and 60; the mean KL is 2.75.
            double[] steps = {5, 20, 60};
            double[] values = {3 * 1.75, 3 * 1.25, 3 * 7.25};
            double[] weights = {3, -3, -3};
            for (int i = 0; i < 3; i++) {
                TrainingProgress clock = new TrainingProgress((long) steps[i], 50);
                KlRegularizer.Regularized held = GivenTerms.regularized(rising, units, clock);
                assertThat(held.value().readScalar()).isCloseTo(values[i], within(1e-14));
                assertThat(held.weight().getAsDouble()).isEqualTo(weights[i]);
                assertThat(held.updates()).isEmpty();
            }
            GradientCheck.of(runtime)
                    .check(
                            "capacity",
                            in ->
                                    GivenTerms.regularized(
                                                    rising, in.get(0), new TrainingProgress(1, 50))
                                            .value(),
                            units);
            Capacity own = new Capacity(1, 2, 10L, 1);
            TrainingProgress halfWay = new TrainingProgress(5, 1000);
            assertThat(GivenTerms.regularized(own, units, halfWay).value().readScalar())
                    .isCloseTo(2.75 - 1.5, within(1e-15));
        }
    }

    /** The multiplier after each step, by hand. */
    @Test
    void theMultiplierFollowsTheMovingAverageWithinItsBounds() {
        double decay = 0.75;
        double rate = 0.1;
        Constraint constraint = new Constraint(2.0, null, rate, decay, 1.0, 0.9, 1.3);
        double[] means = {5, 1, 4, 6, 0, 0, 0, 0, 0, 0, 0};
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            ConstrainedKl regularizer = new ConstrainedKl(runtime, constraint);
            double log = 0;
            double average = 0;
            for (int t = 0; t < means.length; t++) {
                TrainingProgress clock = new TrainingProgress(t, 100);
                double[] kl = {means[t] - 1, means[t] + 1};
                Tensor units = runtime.tensor(kl, Shape.of(2, 1));
                KlRegularizer.Regularized held = GivenTerms.regularized(regularizer, units, clock);
                double lambda = Math.exp(log);
                assertThat(held.weight().getAsDouble()).isCloseTo(lambda, within(1e-14));
                assertThat(held.value().readDoubles())
                        .containsExactly(
                                new double[] {lambda * kl[0], lambda * kl[1]}, within(1e-13));
                makeUpdates(held, clock);
                double violation = means[t] - 2;
                average = t == 0 ? violation : decay * average + (1 - decay) * violation;
                log = Math.min(Math.max(log + rate * average, Math.log(0.9)), Math.log(1.3));
            }
            assertThat(log).isEqualTo(Math.log(0.9));
        }
    }

    @Test
    void aConstraintOnTheReconstructionDividesTheKl() {
        Constraint constraint = new Constraint(null, -3.0, 0.1, 0.5, 2, 1e-4, 1e4);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            ConstrainedKl regularizer = new ConstrainedKl(runtime, constraint);
            TrainingProgress clock = new TrainingProgress(0, 100);
            // The reconstruction of these terms is 0: three nats better than asked.
            Tensor units = runtime.tensor(new double[] {1, 3}, Shape.of(2, 1));
            KlRegularizer.Regularized held = GivenTerms.regularized(regularizer, units, clock);
            assertThat(held.value().readDoubles())
                    .containsExactly(new double[] {0.5, 1.5}, within(1e-15));
            makeUpdates(held, clock);
            KlRegularizer.Regularized next = GivenTerms.regularized(regularizer, units, clock);
            assertThat(next.weight().getAsDouble()).isCloseTo(0.5 * Math.exp(0.3), within(1e-14));
        }
    }

    /** An objective that is only looked at moves no multiplier, and tells the weight it used. */
    @Test
    void aTriedStepChangesNothing() {
        try (SmallProblem problem = SmallProblem.open();
                TensorScope scope = problem.runtime().scope()) {
            ConstrainedKl constraint = constrained(problem.runtime(), kl(0.5, 0.1, 0.9));
            RegularizedEstimator elbo =
                    RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), constraint);
            TrainingProgress clock = new TrainingProgress(0, 10);
            Batch batch = Batch.of(SmallProblem.evaluationExamples(problem.runtime()));
            Objective tried =
                    elbo.estimate(new Step(problem.model(), batch, SmallProblem.KEY, clock));
            Objective made =
                    elbo.estimate(new Step(problem.model(), batch, SmallProblem.KEY, clock));
            assertThat(made.loss().readScalar()).isEqualTo(tried.loss().readScalar());
            assertThat(multiplier(constraint)).isZero();
            assertThat(made.updates()).hasSize(1);
            assertThat(made.klWeight().getAsDouble()).isEqualTo(1);
            made.updates().forEach(update -> update.make(clock));
            double kl =
                    made.terms().stream()
                            .filter(term -> term.name().equals(Objective.KL))
                            .findFirst()
                            .orElseThrow()
                            .value()
                            .mean()
                            .readScalar();
            assertThat(multiplier(constraint)).isCloseTo(0.1 * (kl - 0.5), within(1e-15));
            Objective next =
                    elbo.estimate(new Step(problem.model(), batch, SmallProblem.KEY, clock));
            assertThat(next.klWeight().getAsDouble())
                    .isCloseTo(Math.exp(0.1 * (kl - 0.5)), within(1e-14));
            assertThat(next.bound().readDoubles()).isEqualTo(made.bound().readDoubles());
        }
    }

    private static double multiplier(ConstrainedKl constraint) {
        return constraint.parameters().get(0).value().readScalar();
    }

    /**
     * What the draws ask of a step comes with what the regulariser asks, neither in place of it.
     */
    @Test
    void theUpdatesOfTheDrawsAreMadeBesideThoseOfTheMultiplier() {
        Plugins plugins = ToyModule.besideTheModulesOf(BetaTrainingTest.class.getClassLoader());
        SmallProblem.Setup codes =
                SmallProblem.toy(plugins)
                        .withRegularizer(new BetaRegularizer(null, null, kl(1, 0.1, 0.9)))
                        .withPosterior(new ToyCode.Settings(2, 3, true));
        try (SmallProblem problem = codes.open();
                TensorScope scope = problem.runtime().scope()) {
            Batch batch = Batch.of(SmallProblem.evaluationExamples(problem.runtime()));
            Objective objective =
                    problem.estimator()
                            .estimate(
                                    new Step(
                                            problem.model(),
                                            batch,
                                            SmallProblem.KEY,
                                            new TrainingProgress(0, 10)));
            assertThat(objective.updates()).hasSize(2);
            assertThat(problem.estimator().parameters())
                    .extracting(Parameter::name)
                    .containsExactly("logMultiplier", "violation");
        }
    }

    @Tag("full")
    @Test
    void trainingMeetsAConstraintOnTheKl() {
        assertThat(trained(kl(0.8, 0.02, 0.9)).mean("kl", 1200, 1500)).isCloseTo(0.8, within(0.04));
    }

    @Tag("slow")
    @Test
    void trainingMeetsAConstraintOnTheReconstruction() {
        History history = trained(new Constraint(null, -6.0, 0.02, 0.9, 1, 1e-4, 1e4));
        assertThat(history.mean("reconstruction", 1200, 1500)).isCloseTo(-6, within(0.15));
    }

    private static History trained(Constraint constraint) {
        try (SmallProblem problem = SmallProblem.open()) {
            problem.use(
                    RegularizedEstimator.of(
                            new Elbo(1, KlMode.AUTO), constrained(problem.runtime(), constraint)));
            History history = new History();
            problem.train(SmallProblem.steps(1500), CheckpointStore.none(), history);
            return history;
        }
    }

    @Test
    void theHistoryShowsTheWeightThatEachStepUsed() {
        try (SmallProblem problem = SmallProblem.open()) {
            ConstrainedKl constraint = constrained(problem.runtime(), kl(0.5, 0.1, 0.9));
            problem.use(RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), constraint));
            History history = new History();
            problem.train(SmallProblem.steps(20), CheckpointStore.none(), history);
            assertThat(history.reports().get(0).klWeight()).isEqualTo(1);
            assertThat(history.reports().stream().map(StepReport::klWeight).distinct())
                    .hasSizeGreaterThan(15);
            for (StepReport report : history.reports()) {
                double kl = Objects.requireNonNull(report.values().get("kl"));
                double reconstruction =
                        Objects.requireNonNull(report.values().get("reconstruction"));
                assertThat(report.values().get("loss"))
                        .isCloseTo(report.klWeight() * kl - reconstruction, within(1e-12));
                assertThat(report.values().get("bound"))
                        .isCloseTo(reconstruction - kl, within(1e-12));
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void anInterruptedRunGoesOnToTheSameBytes(DType dtype) {
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        History expected = new History();
        try (SmallProblem problem = SmallProblem.open(new ReferenceBackend(), dtype)) {
            hold(problem);
            problem.train(SmallProblem.steps(20), whole, expected);
        }
        assertThat(whole.load().orElseThrow().arrays())
                .containsKeys("estimator.logMultiplier", "estimator.violation");
        for (long after : new long[] {1, 9, 19}) {
            CheckpointFile parts = new CheckpointFile(folder.resolve("after" + after));
            List<StepReport> reports = new ArrayList<>();
            try (SmallProblem problem = SmallProblem.open(new ReferenceBackend(), dtype)) {
                hold(problem);
                History before = new History(after);
                TrainingOutcome outcome = problem.train(SmallProblem.steps(20), parts, before);
                assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
                reports.addAll(before.reports());
            }
            try (SmallProblem problem = SmallProblem.reopen(dtype)) {
                hold(problem);
                History rest = new History();
                problem.train(SmallProblem.steps(20), parts, rest);
                reports.addAll(rest.reports());
            }
            assertThat(reports).isEqualTo(expected.reports());
            assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
        }
    }

    private static void hold(SmallProblem problem) {
        problem.use(
                RegularizedEstimator.of(
                        new Elbo(1, KlMode.AUTO),
                        constrained(problem.runtime(), kl(0.5, 0.1, 0.9))));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.integration.SmallProblem.History;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.ReferenceBackend;
import org.vaelab.variants.beta.Capacity;
import org.vaelab.variants.beta.ConstrainedKl;
import org.vaelab.variants.beta.Constraint;
import org.vaelab.variants.beta.KlCapacity;

/** Capacity and constraint, step by step and over a training run. */
final class BetaTrainingTest {

    @TempDir private Path folder;

    private static Constraint kl(double nats, double rate, double decay) {
        return new Constraint(nats, null, rate, decay, null, null, null);
    }

    private static ConstrainedKl constrained(TensorRuntime runtime, Constraint constraint) {
        try (TensorScope scope = runtime.scope()) {
            return new ConstrainedKl(runtime, constraint);
        }
    }

    @Test
    void capacityIsTheDistanceOfTheMean() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor units = runtime.tensor(new double[] {1, 2, 3, 5}, Shape.of(4, 1));
            KlCapacity rising = new KlCapacity(new Capacity(null, 10.0, null, 3.0));
            // C = 10 t / 50, at steps 5, 20 and 60; the mean KL is 2.75.
            double[] steps = {5, 20, 60};
            double[] values = {3 * 1.75, 3 * 1.25, 3 * 7.25};
            double[] weights = {3, -3, -3};
            for (int i = 0; i < 3; i++) {
                Clock clock = new Clock((long) steps[i], 50);
                double value = rising.of(KlRegularizerTest.terms(units), clock).readScalar();
                assertThat(value).isCloseTo(values[i], within(1e-14));
                assertThat(rising.weight(clock)).isEqualTo(weights[i]);
            }
            GradientCheck.of(runtime)
                    .check(
                            "capacity",
                            in -> rising.of(KlRegularizerTest.terms(in.get(0)), new Clock(1, 50)),
                            units);
            KlCapacity own = new KlCapacity(new Capacity(1.0, 2.0, 10L, 1.0));
            assertThat(own.of(KlRegularizerTest.terms(units), new Clock(5, 1000)).readScalar())
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
                Clock clock = new Clock(t, 100);
                double[] kl = {means[t] - 1, means[t] + 1};
                Tensor units = runtime.tensor(kl, Shape.of(2, 1));
                Tensor value = regularizer.of(KlRegularizerTest.terms(units), clock);
                double lambda = Math.exp(log);
                assertThat(regularizer.weight(clock)).isCloseTo(lambda, within(1e-14));
                assertThat(value.readDoubles())
                        .containsExactly(
                                new double[] {lambda * kl[0], lambda * kl[1]}, within(1e-13));
                regularizer.afterStep(clock);
                double violation = means[t] - 2;
                average = t == 0 ? violation : decay * average + (1 - decay) * violation;
                log = Math.min(Math.max(log + rate * average, Math.log(0.9)), Math.log(1.3));
            }
            assertThat(log).isEqualTo(Math.log(0.9));
        }
    }

    @Test
    void aConstraintOnTheReconstructionDividesTheKl() {
        Constraint constraint = new Constraint(null, -3.0, 0.1, 0.5, 2.0, null, null);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            ConstrainedKl regularizer = new ConstrainedKl(runtime, constraint);
            Clock clock = new Clock(0, 100);
            // The reconstruction of these terms is 0: three nats better than asked.
            Tensor units = runtime.tensor(new double[] {1, 3}, Shape.of(2, 1));
            Tensor value = regularizer.of(KlRegularizerTest.terms(units), clock);
            assertThat(value.readDoubles()).containsExactly(new double[] {0.5, 1.5}, within(1e-15));
            regularizer.afterStep(clock);
            assertThat(regularizer.weight(clock)).isCloseTo(0.5 * Math.exp(0.3), within(1e-14));
        }
    }

    @Test
    void trainingMeetsAConstraintOnTheKl() {
        assertThat(trained(kl(0.8, 0.02, 0.9)).mean("kl", 1200, 1500)).isCloseTo(0.8, within(0.04));
    }

    @Test
    void trainingMeetsAConstraintOnTheReconstruction() {
        History history = trained(new Constraint(null, -6.0, 0.02, 0.9, null, null, null));
        assertThat(history.mean("reconstruction", 1200, 1500)).isCloseTo(-6, within(0.15));
    }

    private static History trained(Constraint constraint) {
        try (SmallProblem problem = SmallProblem.open()) {
            problem.estimator = new Elbo(1, KlMode.AUTO, constrained(problem.runtime, constraint));
            History history = new History();
            problem.train(KlRegularizerTest.steps(1500), CheckpointStore.none(), history);
            return history;
        }
    }

    @Test
    void theHistoryShowsTheWeightThatEachStepUsed() {
        try (SmallProblem problem = SmallProblem.open()) {
            ConstrainedKl constraint = constrained(problem.runtime, kl(0.5, 0.1, 0.9));
            problem.estimator = new Elbo(1, KlMode.AUTO, constraint);
            History history = new History();
            problem.train(KlRegularizerTest.steps(20), CheckpointStore.none(), history);
            assertThat(history.reports.get(0).klWeight()).isEqualTo(1);
            assertThat(history.reports.stream().map(StepReport::klWeight).distinct())
                    .hasSizeGreaterThan(15);
            for (StepReport report : history.reports) {
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

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void anInterruptedRunGoesOnToTheSameBytes(DType dtype) {
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        History expected = new History();
        try (SmallProblem problem = SmallProblem.open(new ReferenceBackend(), dtype)) {
            hold(problem);
            problem.train(KlRegularizerTest.steps(20), whole, expected);
        }
        assertThat(whole.load().orElseThrow().arrays())
                .containsKeys("estimator.logMultiplier", "estimator.violation");
        for (long after : new long[] {1, 9, 19}) {
            CheckpointFile parts = new CheckpointFile(folder.resolve("after" + after));
            List<StepReport> reports = new ArrayList<>();
            try (SmallProblem problem = SmallProblem.open(new ReferenceBackend(), dtype)) {
                hold(problem);
                History before = new History(after);
                TrainingOutcome outcome = problem.train(KlRegularizerTest.steps(20), parts, before);
                assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
                reports.addAll(before.reports);
            }
            try (SmallProblem problem = SmallProblem.reopen(dtype)) {
                hold(problem);
                History rest = new History();
                problem.train(KlRegularizerTest.steps(20), parts, rest);
                reports.addAll(rest.reports);
            }
            assertThat(reports).isEqualTo(expected.reports);
            assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
        }
    }

    private static void hold(SmallProblem problem) {
        problem.estimator =
                new Elbo(1, KlMode.AUTO, constrained(problem.runtime, kl(0.5, 0.1, 0.9)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.nd4j.Nd4jBackendProvider;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.SmallProblem;

final class TrainerTest {

    private static TrainingSettings steps(long steps) {
        return StrictMapper.of(
                TrainingSettings.class,
                Map.of("steps", steps, "batch", SmallProblem.BATCH, "optimizer", fastAdam()));
    }

    private static OptimizerSettings fastAdam() {
        return StrictMapper.of(
                OptimizerSettings.Adam.class, Map.of("learningRate", Schedule.constant(0.02)));
    }

    private static OptimizerSettings plainDescent(double rate) {
        return StrictMapper.of(
                OptimizerSettings.Sgd.class,
                Map.of("learningRate", Schedule.constant(rate), "nesterov", false));
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void theLossFalls(DType dtype) {
        var backend = new Nd4jBackendProvider().open(new BackendSettings("cpu", 1));
        try (SmallProblem problem = SmallProblem.open(backend, dtype)) {
            double before = problem.validationBound();
            History history = new History();
            problem.train(steps(400), CheckpointStore.none(), history);

            // The entropy of the pixels alone is near 12 x 0.37 = 4.5 nats; without z they cost 8.
            assertThat(before).isBetween(-9.5, -7.5);
            assertThat(problem.validationBound()).isGreaterThan(before + 0.8);
            assertThat(history.mean(StepReport.LOSS, 350, 400))
                    .isLessThan(history.mean(StepReport.LOSS, 0, 50) - 0.5);
        }
    }

    @Test
    void oneKeyGivesOneResultAndAnotherKeyAnother() {
        List<Map<String, List<Double>>> results = new ArrayList<>();
        List<List<StepReport>> histories = new ArrayList<>();
        for (RandomKey key : List.of(SmallProblem.KEY, SmallProblem.KEY, RandomKey.of(6))) {
            try (SmallProblem problem = SmallProblem.open()) {
                problem.use(key);
                History history = new History();
                problem.train(steps(12), CheckpointStore.none(), history);
                results.add(problem.parameters());
                histories.add(history.reports());
            }
        }

        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(histories.get(1)).isEqualTo(histories.get(0));
        assertThat(results.get(2)).isNotEqualTo(results.get(0));
    }

    @Test
    void nothingIsLeftBehindByAStep() {
        try (SmallProblem problem = SmallProblem.open()) {
            List<Integer> kept = new ArrayList<>();
            TrainingListener listener =
                    new TrainingListener() {
                        @Override
                        public void stepped(long step, long steps, long nanos) {
                            kept.add(problem.runtime().keptTensors());
                        }
                    };
            TrainingSettings settings =
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of(
                                    "steps",
                                    30,
                                    "batch",
                                    SmallProblem.BATCH,
                                    "warmup",
                                    5,
                                    "clip",
                                    1.0,
                                    "earlyStopping",
                                    new TrainingSettings.EarlyStopping(3L, 99),
                                    "checkpointEvery",
                                    4));
            problem.trainer(settings)
                    .train(
                            problem.batches(),
                            SmallProblem::validationBound,
                            new Memory(),
                            listener,
                            () -> false);

            int parameters = problem.model().parameters().size();
            assertThat(kept).hasSize(30).containsOnly(3 * parameters); // Adam keeps two more each.
            assertThat(problem.runtime().keptTensors()).isEqualTo(3 * parameters);
            // A strict runtime creates tensors only inside a scope, so none is open now.
            assertThatThrownBy(() -> problem.runtime().zeros(Shape.of(1)))
                    .hasMessageContaining("outside any scope");
        }
    }

    @Test
    void theTermsOfTheHistorySumToTheBound() {
        try (SmallProblem problem = SmallProblem.open()) {
            Schedule weight = new Schedule.Linear(0, 1, 8);
            problem.use(RegularizedEstimator.of(new Elbo(2, KlMode.ANALYTIC), weight));
            History history = new History();
            TrainingSettings settings =
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of(
                                    "steps",
                                    16,
                                    "batch",
                                    SmallProblem.BATCH,
                                    "optimizer",
                                    StrictMapper.of(
                                            OptimizerSettings.Sgd.class,
                                            Map.of(
                                                    "learningRate",
                                                    new Schedule.Cosine(0.1, 0, 16),
                                                    "nesterov",
                                                    false)),
                                    "klWeight",
                                    weight));
            problem.train(settings, CheckpointStore.none(), history);

            assertThat(history.reports()).hasSize(16);
            for (int s = 0; s < 16; s++) {
                StepReport report = history.reports().get(s);
                Map<String, Double> values = report.values();
                double reconstruction = values.get("reconstruction");
                double kl = values.get("kl");
                assertThat(values.keySet())
                        .containsExactly("loss", "bound", "reconstruction", "kl");
                assertThat(reconstruction - kl).isCloseTo(values.get("bound"), within(1e-12));
                assertThat(-(reconstruction - weight.at(s) * kl))
                        .isCloseTo(values.get("loss"), within(1e-12));
                assertThat(report.step()).isEqualTo(s + 1);
                assertThat(report.epoch()).isEqualTo((s + 1) / 6.0);
                assertThat(report.klWeight()).isEqualTo(Math.min(s / 8.0, 1));
                assertThat(report.learningRate())
                        .isEqualTo(settings.optimizer().learningRate().at(s));
                assertThat(report.gradientNorm()).isNaN();
            }
        }
    }

    @Test
    void theImportanceWeightedTermsSumToTheirBound() {
        try (SmallProblem problem = SmallProblem.open()) {
            problem.use(new ImportanceWeighted(3));
            History history = new History();
            problem.train(steps(5), CheckpointStore.none(), history);

            for (StepReport report : history.reports()) {
                Map<String, Double> values = report.values();
                double sum =
                        values.get("reconstruction")
                                - values.get("kl")
                                + values.get(ImportanceTerms.GAIN);
                assertThat(sum).isCloseTo(values.get("bound"), within(1e-12));
                assertThat(values.get(ImportanceTerms.GAIN)).isPositive();
            }
        }
    }

    @Test
    void historyHasEveryThirdStepIfAsked() {
        try (SmallProblem problem = SmallProblem.open()) {
            History history = new History();
            problem.train(
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of("steps", 10, "batch", SmallProblem.BATCH, "historyEvery", 3)),
                    CheckpointStore.none(),
                    history);

            assertThat(history.reports()).extracting(StepReport::step).containsExactly(3L, 6L, 9L);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, true", "1000, false"})
    void clippingBoundsTheStepByItsNorm(double clip, boolean binds) {
        try (SmallProblem problem = SmallProblem.open()) {
            List<Double> before = flat(problem);
            History history = new History();
            problem.train(
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of(
                                    "steps",
                                    1,
                                    "batch",
                                    SmallProblem.BATCH,
                                    "optimizer",
                                    plainDescent(1),
                                    "clip",
                                    clip)),
                    CheckpointStore.none(),
                    history);
            List<Double> after = flat(problem);
            double squares = 0;
            for (int i = 0; i < before.size(); i++) {
                squares += Math.pow(after.get(i) - before.get(i), 2);
            }
            double norm = history.reports().get(0).gradientNorm();

            assertThat(norm > clip).isEqualTo(binds);
            // Plain descent at rate 1 moves by the gradient itself.
            assertThat(Math.sqrt(squares)).isCloseTo(Math.min(norm, clip), within(1e-12));
        }
    }

    @Test
    void timesEveryStepAndTheFirstApart() {
        try (SmallProblem problem = SmallProblem.open()) {
            long before = System.nanoTime();
            TrainingOutcome outcome =
                    problem.train(steps(7), CheckpointStore.none(), new History());
            long after = System.nanoTime();

            assertThat(outcome.steps()).isEqualTo(7);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.COMPLETED);
            assertThat(outcome.stepMillis()).hasSize(6);
            double total = 0;
            for (double millis : outcome.stepMillis()) {
                assertThat(millis).isPositive();
                total += millis;
            }
            assertThat(outcome.firstStepNanos() - before).isPositive();
            assertThat(after - outcome.firstStepNanos())
                    .isGreaterThanOrEqualTo((long) (total * 1e6) - 7);
        }
    }

    @Test
    void savesACheckpointEverySoManyStepsAndAtTheEnd() {
        try (SmallProblem problem = SmallProblem.open()) {
            Memory store = new Memory();
            problem.train(
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of("steps", 10, "batch", SmallProblem.BATCH, "checkpointEvery", 4)),
                    store,
                    new History());

            assertThat(store.saved()).containsExactly(4L, 8L, 10L);
        }
    }

    private static List<Double> flat(SmallProblem problem) {
        List<Double> all = new ArrayList<>();
        problem.parameters().values().forEach(all::addAll);
        return all;
    }
}

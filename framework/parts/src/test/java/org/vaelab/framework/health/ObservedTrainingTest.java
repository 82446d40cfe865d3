// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.framework.training.TrainingView;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.SmallProblem;

/** Training that is observed takes the same steps as training that is not. */
final class ObservedTrainingTest {

    /** Observes, and keeps the reports of the steps. */
    private static final class Observer implements TrainingListener {
        final SignalReader reader;
        final List<HealthObservation> seen = new ArrayList<>();
        final List<StepReport> reports = new ArrayList<>();

        Observer(SmallProblem problem) {
            reader =
                    new SignalReader(
                            problem.batches().at(0),
                            model -> new double[] {SmallProblem.validationBound(model)},
                            model -> new double[] {-1.0000001, -2},
                            SmallProblem.KEY.split("health"));
        }

        @Override
        public void observable(TrainingView view) {
            seen.add(reader.read(view));
        }

        @Override
        public void reported(StepReport report) {
            reports.add(report);
        }
    }

    private static void train(
            SmallProblem problem, TrainingSettings settings, CheckpointStore store, Observer by) {
        problem.trainer(settings)
                .train(problem.batches(), SmallProblem::validationBound, store, by, () -> false);
    }

    private static TrainingSettings settings(long monitorEvery, long checkEvery) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("steps", 23);
        settings.put("batch", SmallProblem.BATCH);
        settings.put("warmup", 9);
        settings.put("monitorEvery", monitorEvery);
        settings.put("checkEvery", checkEvery);
        settings.put("checkpointEvery", 7);
        return StrictMapper.of(TrainingSettings.class, settings);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10})
    void observationsChangeNothing(long checkEvery) {
        List<Map<String, List<Double>>> parameters = new ArrayList<>();
        List<List<StepReport>> reports = new ArrayList<>();
        for (long every : new long[] {0, 5}) {
            try (SmallProblem problem = SmallProblem.open()) {
                Observer observer = new Observer(problem);
                train(problem, settings(every, checkEvery), CheckpointStore.none(), observer);
                parameters.add(problem.parameters());
                reports.add(observer.reports);
                assertThat(observer.seen)
                        .extracting(HealthObservation::step)
                        .containsExactly(
                                every == 0 ? new Long[] {} : new Long[] {0L, 5L, 10L, 15L, 20L});
            }
        }
        assertThat(parameters.get(1)).isEqualTo(parameters.get(0));
        assertThat(reports.get(1)).isEqualTo(reports.get(0));
    }

    @Test
    void everyModelHasTheGeneralSignals() {
        try (SmallProblem problem = SmallProblem.open()) {
            problem.use(RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), Schedule.warmup(9)));
            Observer observer = new Observer(problem);
            train(problem, settings(5, 1), CheckpointStore.none(), observer);

            for (HealthObservation seen : observer.seen) {
                assertThat(seen.signals())
                        .containsKeys(
                                HealthObservation.LOSS,
                                HealthObservation.BOUND,
                                HealthObservation.KL,
                                HealthObservation.ACTIVE_UNITS,
                                HealthObservation.GRADIENT_NORM,
                                HealthObservation.EFFECTIVE_BETA,
                                HealthObservation.LATENT_EFFECT,
                                HealthObservation.VALIDATION_BOUND);
                assertThat(seen.signal(HealthObservation.LATENT_EFFECT)).isPositive();
                assertThat(seen.trainingBounds())
                        .isEqualTo(seen.step() == 0 ? List.of(-1.0, -2.0) : List.of());
                assertThat(seen.signals().values()).allMatch(Double::isFinite);
                assertThat(seen.weightMoves()).isEqualTo(seen.step() <= 9);
            }
            assertThat(observer.seen.get(1).signal(HealthObservation.EFFECTIVE_BETA))
                    .isEqualTo(0.444444); // of the fifth step, whose number is 4
        }
    }

    @Test
    void aResumedRunIsObservedAtTheSameSteps() {
        List<HealthObservation> whole = new ArrayList<>();
        List<HealthObservation> parts = new ArrayList<>();
        try (SmallProblem problem = SmallProblem.open()) {
            Observer observer = new Observer(problem);
            train(problem, settings(5, 1), CheckpointStore.none(), observer);
            whole.addAll(observer.seen);
        }
        Memory store = new Memory();
        try (SmallProblem problem = SmallProblem.open()) {
            Observer observer = new Observer(problem);
            int[] checks = {0};
            problem.trainer(settings(5, 1))
                    .train(
                            problem.batches(),
                            SmallProblem::validationBound,
                            store,
                            observer,
                            () -> ++checks[0] == 15);
            parts.addAll(observer.seen);
        }
        try (SmallProblem problem = SmallProblem.open()) {
            Observer observer = new Observer(problem);
            train(problem, settings(5, 1), store, observer);
            parts.addAll(observer.seen);
        }
        assertThat(parts).isEqualTo(whole);
    }
}

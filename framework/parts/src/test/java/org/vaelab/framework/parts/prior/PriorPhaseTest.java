// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Resumptions;
import org.vaelab.testkit.problem.SmallProblem;

/** Training in two phases: the model under its standard prior, then a prior fitted to it. */
final class PriorPhaseTest {

    private static final long STEPS = 12;
    private static final long PRIOR_STEPS = 9;
    private static final OptimizerSettings FAST =
            StrictMapper.of(
                    OptimizerSettings.Adam.class, Map.of("learningRate", Schedule.constant(0.05)));

    @TempDir private Path folder;

    private static TrainingSettings settings(
            long steps, long priorSteps, TrainingSettings.@Nullable EarlyStopping stopping) {
        Map<String, Object> keys =
                new HashMap<>(
                        Map.of(
                                "steps",
                                steps,
                                "batch",
                                SmallProblem.BATCH,
                                "optimizer",
                                FAST,
                                "checkpointEvery",
                                5,
                                "priorSteps",
                                priorSteps));
        if (stopping != null) {
            keys.put("earlyStopping", stopping);
        }
        if (priorSteps > 0) {
            Schedule rate = new Schedule.Cosine(0.05, 0.01, PRIOR_STEPS);
            keys.put(
                    "priorOptimizer",
                    StrictMapper.of(OptimizerSettings.AdamW.class, Map.of("learningRate", rate)));
        }
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private static TrainingSettings settings() {
        return settings(STEPS, PRIOR_STEPS, null);
    }

    private static SmallProblem open(DType dtype, long initial) {
        return SmallProblem.toy()
                .withFittedPrior(new LearnedNormal.Settings())
                .open(dtype, RandomKey.of(initial));
    }

    private static SmallProblem open() {
        return open(DType.FLOAT64, 1);
    }

    private static Map<String, List<Double>> split(
            Map<String, List<Double>> parameters, boolean ofPrior) {
        Map<String, List<Double>> kept = new HashMap<>(parameters);
        kept.keySet().removeIf(name -> name.startsWith("prior.") != ofPrior);
        return kept;
    }

    @Test
    void theFirstPhaseIsThatOfTheStandardPriorAndTheSecondChangesThePriorAlone() {
        Map<String, List<Double>> initial;
        Map<String, List<Double>> afterFirst;
        Memory store = new Memory();
        try (SmallProblem problem = open()) {
            assertThat(new OneLatent(problem.trained()).prior()).isInstanceOf(StandardNormal.class);
            assertThat(new OneLatent(problem.model()).prior()).isInstanceOf(LearnedNormal.class);
            initial = problem.parameters();
            History history = new History(STEPS);
            TrainingOutcome outcome = problem.train(settings(), store, history);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
            assertThat(outcome.steps()).isEqualTo(STEPS);
            afterFirst = problem.parameters();
            assertThat(split(afterFirst, true)).isEqualTo(split(initial, true)).isNotEmpty();

            History rest = new History();
            outcome = problem.train(settings(), store, rest);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.COMPLETED);
            assertThat(outcome.steps()).isEqualTo(STEPS + PRIOR_STEPS);
            assertThat(rest.reports()).hasSize((int) PRIOR_STEPS);
            assertThat(outcome.stepMillis()).isEmpty();
            assertThat(outcome.priorStepMillis()).hasSize((int) PRIOR_STEPS - 1);
            Map<String, List<Double>> end = problem.parameters();
            assertThat(split(end, false)).isEqualTo(split(afterFirst, false));
            split(end, true)
                    .forEach((name, value) -> assertThat(value).isNotEqualTo(initial.get(name)));
        }
        try (SmallProblem alone = SmallProblem.toy().open(DType.FLOAT64, RandomKey.of(1))) {
            alone.train(settings(STEPS, 0, null), CheckpointStore.none(), new History());
            assertThat(alone.parameters()).isEqualTo(split(afterFirst, false));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void goesOnFromEveryStepOfEitherPhaseToTheSameBytes(DType dtype) {
        compareResumptions(settings(), dtype);
    }

    @Test
    void eachPhaseStopsEarlyByItself() {
        TrainingSettings settings =
                settings(STEPS, PRIOR_STEPS, new TrainingSettings.EarlyStopping(2L, 1));
        List<String> priors = new ArrayList<>();
        History history = new History();
        try (SmallProblem problem = open()) {
            TrainingOutcome outcome =
                    problem.trainer(settings)
                            .train(
                                    problem.batches(),
                                    model -> {
                                        Prior prior = new OneLatent(model).prior();
                                        priors.add(prior.getClass().getSimpleName());
                                        return -priors.size();
                                    },
                                    CheckpointStore.none(),
                                    history,
                                    () -> false);
            assertThat(outcome.steps()).isEqualTo(8);
            assertThat(outcome.ending()).isEqualTo(TrainingOutcome.Ending.STOPPED_EARLY);
        }
        assertThat(priors)
                .containsExactly(
                        "StandardNormal", "StandardNormal", "LearnedNormal", "LearnedNormal");
        assertThat(history.validations())
                .containsExactly("2 -1.0 true", "4 -2.0 false", "6 -3.0 true", "8 -4.0 false");
    }

    @Tag("full")
    @Test
    void goesOnThroughEarlyStopsToTheSameBytes() {
        compareResumptions(
                settings(STEPS, PRIOR_STEPS, new TrainingSettings.EarlyStopping(2L, 1)),
                DType.FLOAT64);
    }

    private void compareResumptions(TrainingSettings settings, DType dtype) {
        CheckpointFile whole =
                Resumptions.compare(folder, initial -> open(dtype, initial), settings);
        assertThat(whole.load().orElseThrow().facts())
                .containsEntry("phase", "prior")
                .containsEntry("steps", STEPS + "+" + PRIOR_STEPS);
    }

    /** For q_b = N(m_b, s_b^2) the best Normal prior has the moments of the aggregate. */
    @Test
    void theFittedNormalHasTheMomentsOfTheAggregatePosterior() {
        try (SmallProblem problem = open()) {
            History history = new History();
            TrainingSettings settings =
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of(
                                    "steps",
                                    30,
                                    "batch",
                                    SmallProblem.BATCH,
                                    "optimizer",
                                    FAST,
                                    "priorSteps",
                                    600,
                                    "priorOptimizer",
                                    StrictMapper.of(
                                            OptimizerSettings.Adam.class,
                                            Map.of(
                                                    "learningRate",
                                                    new Schedule.Cosine(0.05, 1e-5, 600)))));
            problem.train(settings, CheckpointStore.none(), history);
            assertThat(history.reports()).hasSize(630);
            StepReport report = history.reports().get(629);
            assertThat(report.values().get(StepReport.BOUND))
                    .isCloseTo(
                            report.values().get(Objective.RECONSTRUCTION)
                                    - report.values().get(Objective.KL),
                            within(1e-12));
            double fitted = SmallProblem.validationBound(problem.model());
            double standard = SmallProblem.validationBound(problem.trained());
            assertThat(fitted).isGreaterThan(standard);
            assertThat(fitted - standard).isCloseTo(gainOfMoments(problem), within(0.01));
        }
    }

    /** Returns by how much the divergence falls from N(0, I) to the aggregate's moments. */
    private static double gainOfMoments(SmallProblem problem) {
        try (TensorScope scope = problem.runtime().scope()) {
            Tensor x = SmallProblem.evaluationExamples(problem.runtime());
            ToyNormal q = (ToyNormal) new OneLatent(problem.model()).encode(x, Phase.evaluation());
            Tensor mean = q.mean().mean(0);
            Tensor second = q.mean().square().add(q.logVariance().exp()).mean(0);
            Tensor variance = second.sub(mean.square());
            // E[log N(z; m, v)] - E[log N(z; 0, 1)] at the moments of z.
            return second.sub(1).sub(variance.log()).sum().mul(0.5).readScalar();
        }
    }

    @Test
    void thePriorIsFittedToWhatIsDrawnInEvaluationByItsOwnGradientAlone() {
        try (SmallProblem problem = open();
                TensorScope scope = problem.runtime().scope()) {
            Tensor x = problem.runtime().ones(Shape.of(4, SmallProblem.WIDTH));
            RandomKey key = RandomKey.of(3);
            Objective fit =
                    new PriorFit()
                            .estimate(
                                    new Step(
                                            problem.model(),
                                            Batch.of(x),
                                            key,
                                            new TrainingProgress(0, 1)));
            Objective bound =
                    new Elbo(1, KlMode.AUTO)
                            .estimate(
                                    new Step(
                                            problem.model(),
                                            Batch.of(x),
                                            key,
                                            new TrainingProgress(0, 1)));
            assertThat(fit.bound().readDoubles()).containsExactly(bound.bound().readDoubles());
            assertThat(fit.klSource()).isEqualTo(bound.klSource());
        }
    }

    @Test
    void aPriorWithoutParametersIsRefused() {
        assertThatThrownBy(
                        () ->
                                SmallProblem.toy()
                                        .withFittedPrior(new ReferencePriors.StandardNormalPrior())
                                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "prior standard-normal has no parameters that training.priorSteps could fit;"
                                + " choose a prior that is learned, or leave out"
                                + " training.priorSteps");
    }

    @Test
    void aCheckpointOfOtherPhasesIsRefused() {
        Memory store = new Memory();
        try (SmallProblem problem = open()) {
            problem.train(settings(), store, new History(3));
            assertThatThrownBy(
                            () ->
                                    problem.train(
                                            settings(STEPS, PRIOR_STEPS + 1, null),
                                            store,
                                            new History()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("with steps 12+9, this one has 12+10");
        }
    }

    @Test
    void anyPriorWithParametersCanBeFitted() {
        try (SmallProblem problem =
                SmallProblem.toy()
                        .withFittedPrior(new MixtureOfNormals.Settings(3))
                        .open(DType.FLOAT64, RandomKey.of(1))) {
            problem.train(settings(40, 200, null), CheckpointStore.none(), new History());
            assertThat(SmallProblem.validationBound(problem.model()))
                    .isGreaterThan(SmallProblem.validationBound(problem.trained()));
        }
    }
}

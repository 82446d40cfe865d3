// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.CapturingBackend;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** How many steps pass between two looks at their losses makes no difference to anything else. */
final class CheckedStepsTest {

    private static TrainingSettings settings(long steps, @Nullable Double clip, long every) {
        return StrictMapper.of(TrainingSettings.class, keys(steps, clip, every));
    }

    private static Map<String, Object> keys(long steps, @Nullable Double clip, long every) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("steps", steps);
        keys.put("batch", SmallProblem.BATCH);
        keys.put("warmup", 4);
        if (clip != null) {
            keys.put("clip", clip);
        }
        keys.put("checkpointEvery", 6);
        keys.put("historyEvery", 2);
        keys.put("checkEvery", every);
        return keys;
    }

    /** What is left of a run: how it ended, what it said, saved and learned. */
    private record Result(
            String ending,
            List<StepReport> reports,
            List<String> validations,
            List<Long> saved,
            Map<String, List<Double>> parameters,
            long lastStep) {}

    private static Result run(
            TrainingSettings settings, @Nullable Fault fault, History history, Memory store) {
        return run(SmallProblem.open(), settings, fault, history, store);
    }

    /** On a backend that is a queue, where nobody waits for the norm of a gradient either. */
    private static Result runQueued(TrainingSettings settings, @Nullable Fault fault) {
        TensorBackend queue =
                Graphs.ON.apply(
                        new CapturingBackend(new ReferenceBackend(), new AtomicLong(), List.of()));
        return run(
                SmallProblem.open(queue, DType.FLOAT64),
                settings,
                fault,
                new History(),
                new Memory());
    }

    private static Result run(
            SmallProblem opened,
            TrainingSettings settings,
            @Nullable Fault fault,
            History history,
            Memory store) {
        try (SmallProblem problem = opened) {
            if (fault != null) {
                problem.use(fault);
            }
            Throwable failure = catchThrowable(() -> problem.train(settings, store, history));
            int memory = problem.runtime().keptTensors();
            // Adam keeps two arrays beside each parameter: no copy is left behind.
            int parameters = problem.model().parameters().size();
            assertThat(memory).isIn(parameters, 3 * parameters);
            return new Result(
                    failure == null ? "" : failure.toString(),
                    history.reports(),
                    history.validations(),
                    store.saved(),
                    problem.parameters(),
                    history.step());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 10, 1000})
    void trainingEndsWithTheSameBytes(long every) {
        Result one = run(settings(23, null, 1), null, new History(), new Memory());
        Result many = run(settings(23, null, every), null, new History(), new Memory());

        assertThat(one.ending()).isEmpty();
        assertThat(one.reports()).hasSize(11);
        assertThat(one.saved()).containsExactly(6L, 12L, 18L, 23L);
        assertThat(many).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10})
    void examplesThatLieOnTheDeviceMakeNoDifference(long every) {
        Result one = run(settings(23, null, 1), null, new History(), new Memory());
        Map<String, Object> keys = keys(23, null, every);
        keys.put("dataOnDevice", true);
        TrainingSettings resident = StrictMapper.of(TrainingSettings.class, keys);

        assertThat(run(resident, null, new History(), new Memory())).isEqualTo(one);
    }

    @Test
    void clippedTrainingEndsWithTheSameBytes() {
        Result one = run(settings(23, 0.5, 1), null, new History(), new Memory());

        assertThat(run(settings(23, 0.5, 10), null, new History(), new Memory())).isEqualTo(one);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1e6})
    void trainingClippedInAQueueEndsWithTheSameBytes(double clip) {
        Result one = runQueued(settings(23, clip, 1), null);

        assertThat(one.ending()).isEmpty();
        assertThat(runQueued(settings(23, clip, 10), null)).isEqualTo(one);
        Result atOnce = run(settings(23, clip, 1), null, new History(), new Memory());
        for (int i = 0; i < one.reports().size(); i++) {
            double expected = atOnce.reports().get(i).gradientNorm();
            assertThat(one.reports().get(i).gradientNorm())
                    .isPositive()
                    .isCloseTo(expected, withinPercentage(1e-9));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFaultInAQueueIsNamedAsIfEveryStepWasLookedAt(Kind kind) {
        for (int step : List.of(2, 7, 15)) {
            Fault fault = new Fault(kind, step);
            Result one = runQueued(settings(15, 1.0, 1), fault);

            assertThat(one.ending()).isNotEmpty();
            assertThat(runQueued(settings(15, 1.0, 7), fault))
                    .as("%s at step %d", kind, step)
                    .isEqualTo(one);
        }
    }

    @Test
    void validationsStopTrainingAtTheSameStep() {
        List<Result> results = new ArrayList<>();
        for (long every : List.of(1L, 10L)) {
            TrainingSettings settings =
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of(
                                    "steps",
                                    40,
                                    "batch",
                                    SmallProblem.BATCH,
                                    "optimizer",
                                    StrictMapper.of(
                                            OptimizerSettings.Adam.class,
                                            Map.of("learningRate", Schedule.constant(0.3))),
                                    "earlyStopping",
                                    new TrainingSettings.EarlyStopping(4L, 2),
                                    "checkpointEvery",
                                    1000,
                                    "checkEvery",
                                    every));
            results.add(run(settings, null, new History(), new Memory()));
        }

        assertThat(results.get(0).lastStep()).isLessThan(40);
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    /** Where and how a step goes wrong. */
    private enum Kind {
        LOSS,
        GRADIENT,
        /** A loss; what comes after it does not bear parameters that are not finite. */
        LOSS_THEN_REFUSAL,
        REFUSAL
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFaultIsNamedAsIfEveryStepWasLookedAt(Kind kind) {
        for (int step : List.of(1, 2, 3, 6, 7, 15)) {
            for (Double clip : new Double[] {null, 1.0}) {
                Fault fault = new Fault(kind, step);
                Result one = run(settings(15, clip, 1), fault, new History(), new Memory());
                Result many = run(settings(15, clip, 7), fault, new History(), new Memory());

                assertThat(one.ending()).isNotEmpty();
                assertThat(many).as("%s at step %d, clip %s", kind, step, clip).isEqualTo(one);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "10, 6", "10, 12"})
    void anInterruptedRunGoesOnToTheSameBytes(long every, long interruptedAfter) {
        Result whole = run(settings(23, null, 1), null, new History(), new Memory());
        Memory store = new Memory();
        History first = new History(interruptedAfter);
        run(settings(23, null, every), null, first, store);
        assertThat(first.step()).isEqualTo(interruptedAfter);

        Result rest = run(settings(23, null, 7), null, new History(), store);

        assertThat(rest.parameters()).isEqualTo(whole.parameters());
        assertThat(rest.reports())
                .isEqualTo(
                        whole.reports()
                                .subList((int) interruptedAfter / 2, whole.reports().size()));
    }

    @Test
    void aFaultThatIsNotRepeatedStillEndsTraining() {
        Fault fault = new Fault(Kind.LOSS, 5);
        fault.once = true;

        Result many = run(settings(15, null, 7), fault, new History(), new Memory());

        assertThat(many.ending())
                .contains("not finite at step 5: loss, which was finite when the step was taken");
    }

    /** The evidence lower bound, one step of which goes wrong: a function of the step alone. */
    private static final class Fault implements Estimator {
        private final Elbo elbo = new Elbo(1, KlMode.AUTO);
        private final Kind kind;
        private final int step;
        private boolean once;
        private boolean happened;

        Fault(Kind kind, int step) {
            this.kind = kind;
            this.step = step;
        }

        @Override
        public Objective estimate(Step at) {
            Objective objective = elbo.estimate(at);
            Tensor loss = objective.loss();
            boolean now = at.clock().step() + 1 == step && !(once && happened);
            if (kind == Kind.LOSS_THEN_REFUSAL
                    && at.clock().step() >= step
                    && !Double.isFinite(loss.readScalar())) {
                throw new IllegalArgumentException("no location that is not finite");
            }
            if (!now) {
                return objective;
            }
            happened = true;
            return switch (kind) {
                case LOSS, LOSS_THEN_REFUSAL -> with(loss.mul(Double.NaN), objective);
                case REFUSAL -> throw new IllegalArgumentException("refused at step " + step);
                case GRADIENT ->
                        with(
                                CustomGradient.of(
                                        () -> loss.add(0),
                                        Pullback.of(g -> g.mul(Double.NaN)),
                                        List.of(loss)),
                                objective);
            };
        }

        private static Objective with(Tensor loss, Objective objective) {
            return new Objective(
                    loss,
                    objective.bound(),
                    objective.terms(),
                    objective.penalties(),
                    objective.klSource(),
                    objective.klWeight(),
                    objective.updates());
        }

        @Override
        public boolean accepts(GradientKind gradient) {
            return elbo.accepts(gradient);
        }
    }
}

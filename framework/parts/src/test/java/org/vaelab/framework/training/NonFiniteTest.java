// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.WrappedModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;

/** A number that is not finite ends training at its step; however training ends, it cleans up. */
final class NonFiniteTest {

    private SmallProblem problem;

    @BeforeEach
    void openProblem() {
        problem = SmallProblem.open();
    }

    @AfterEach
    void closeProblem() {
        assertThat(prefetchers()).isZero();
        problem.close();
    }

    private static long prefetchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("vaelab-prefetch"))
                .count();
    }

    private static TrainingSettings settings(@Nullable Double clip) {
        Map<String, Object> keys =
                new HashMap<>(
                        Map.of("steps", 8, "batch", SmallProblem.BATCH, "checkpointEvery", 3));
        if (clip != null) {
            keys.put("clip", clip);
        }
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    private NonFiniteException failure(TrainingSettings settings, Memory store, History history) {
        return catchThrowableOfType(
                NonFiniteException.class, () -> problem.train(settings, store, history));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void aLikelihoodThatTurnsNanIsNamedAtItsStep(int step) {
        problem.use(turningNan(step));
        Memory store = new Memory();
        History history = new History();

        NonFiniteException failure = failure(settings(null), store, history);

        assertThat(failure.step()).isEqualTo(step);
        assertThat(failure)
                .hasMessage(
                        "not finite at step "
                                + step
                                + ": loss = NaN, bound = NaN, reconstruction = NaN");
        assertThat(history.reports()).hasSize(step - 1);
        assertThat(store.saved()).isEqualTo(List.of(3L, 6L).subList(0, (step - 1) / 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aGradientThatTurnsNanIsFoundByWhatItDidAtItsStep(int step) {
        problem.use(new NanGradient(step));
        Memory store = new Memory();

        NonFiniteException failure = failure(settings(null), store, new History());

        assertThat(failure.step()).isEqualTo(step);
        assertThat(failure)
                .hasMessageStartingWith("not finite after the update of step " + step + ": ")
                .hasMessageContaining("encoder.0.weight")
                .hasMessageContaining("decoder.1.bias");
        // A checkpoint was due at step 3, and one is at the end: neither has NaN in it.
        assertThat(store.saved()).isEqualTo(List.of(3L, 6L).subList(0, (step - 1) / 3));
    }

    @Test
    void clippingFindsANanGradientBeforeTheUpdate() {
        problem.use(new NanGradient(4));
        var before =
                new Object() {
                    Object parameters = "";
                };
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void stepped(long step, long steps, long nanos) {
                        before.parameters = problem.parameters();
                    }
                };

        assertThatThrownBy(
                        () ->
                                problem.trainer(settings(1.0))
                                        .train(
                                                problem.batches(),
                                                model -> 0,
                                                CheckpointStore.none(),
                                                listener,
                                                () -> false))
                .isInstanceOf(NonFiniteException.class)
                .hasMessageStartingWith("not finite at step 4: gradient of encoder.0.weight, ")
                .hasMessageEndingWith("gradient norm = NaN");
        assertThat(problem.parameters()).isEqualTo(before.parameters);
    }

    @Test
    void anInterruptionDoesNotSaveWhatTheLossWouldShow() {
        problem.use(new NanGradient(2));
        Memory store = new Memory();

        NonFiniteException failure = failure(settings(null), store, new History(2));

        assertThat(failure.step()).isEqualTo(2);
        assertThat(store.saved()).isEmpty();
    }

    @Test
    void parametersThatAreNotFiniteFromTheStartAreNamed() {
        var bias = problem.model().parameters().get(1);
        try (var scope = problem.runtime().scope()) {
            bias.assign(problem.runtime().full(Double.NaN, bias.value().shape()));
        }

        assertThatThrownBy(() -> problem.train(settings(null), new Memory(), new History()))
                .hasMessage("not finite after initialisation: encoder.0.bias");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
    void aValidationBoundThatIsNotFiniteIsNoWaiting(double bound) {
        TrainingSettings settings =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of(
                                "steps",
                                8,
                                "batch",
                                SmallProblem.BATCH,
                                "earlyStopping",
                                new TrainingSettings.EarlyStopping(2L, 3)));

        assertThatThrownBy(
                        () ->
                                problem.trainer(settings)
                                        .train(
                                                problem.batches(),
                                                model -> bound,
                                                new Memory(),
                                                TrainingListener.SILENT,
                                                () -> false))
                .isInstanceOf(NonFiniteException.class)
                .hasMessage("not finite after step 2: validation bound = " + bound);
    }

    @Test
    void aListenerThatThrowsLeavesNoThreadAndNoScope() {
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void stepped(long step, long steps, long nanos) {
                        throw new IllegalStateException("full disk");
                    }
                };

        assertThatThrownBy(
                        () ->
                                problem.trainer(settings(null))
                                        .train(
                                                problem.batches(),
                                                model -> 0,
                                                new Memory(),
                                                listener,
                                                () -> false))
                .hasMessage("full disk");
        assertThat(prefetchers()).isZero();
        assertThatThrownBy(() -> problem.runtime().scalar(1)).hasMessageContaining("outside any");
    }

    @Test
    void anEstimatorThatThrowsLeavesNoTape() {
        Estimator sound = problem.estimator();
        LatentVariableModel soundModel = problem.model();
        problem.use(turningNan(1));
        failure(settings(null), new Memory(), new History());
        problem.use(soundModel);
        problem.use(sound);

        // A second run on the same runtime: no tape is open, no scope, no thread.
        problem.train(settings(null), new Memory(), new History());
        assertThat(prefetchers()).isZero();
    }

    private LatentVariableModel turningNan(int call) {
        LatentVariableModel model = problem.model();
        return model.with(new TurningNan(model.generative(), call));
    }

    /** A generative model whose likelihood is NaN in the n-th call. */
    private static final class TurningNan implements WrappedModel {
        private final GenerativeModel sound;
        private final int call;
        private int calls;

        TurningNan(GenerativeModel sound, int call) {
            this.sound = sound;
            this.call = call;
        }

        @Override
        public GenerativeModel wrapped() {
            return sound;
        }

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            calls++;
            OutputDistribution output = sound.output(z, given);
            return calls == call ? new Spoilt(output) : output;
        }
    }

    private record Spoilt(OutputDistribution sound) implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            return sound.logProbability(x).mul(Double.NaN);
        }

        @Override
        public Optional<Tensor> mean() {
            return sound.mean();
        }

        @Override
        public Tensor sample(RandomKey key) {
            return sound.sample(key);
        }
    }

    /** The evidence lower bound, whose gradient is NaN in one step. */
    private static final class NanGradient implements Estimator {
        private final Elbo elbo = new Elbo(1, KlMode.AUTO);
        private final int step;

        NanGradient(int step) {
            this.step = step;
        }

        @Override
        public Objective estimate(Step at) {
            Objective objective = elbo.estimate(at);
            if (at.clock().step() + 1 != step) {
                return objective;
            }
            Tensor loss = objective.loss();
            Tensor spoilt =
                    CustomGradient.of(
                            () -> loss.add(0), Pullback.of(g -> g.mul(Double.NaN)), List.of(loss));
            return new Objective(
                    spoilt,
                    objective.bound(),
                    objective.terms(),
                    objective.penalties(),
                    objective.klSource(),
                    objective.klWeight(),
                    objective.updates());
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return elbo.accepts(kind);
        }
    }
}

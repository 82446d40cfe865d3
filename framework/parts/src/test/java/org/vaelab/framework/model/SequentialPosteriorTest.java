// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.PosteriorAround;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;

/** Posteriors that are drawn variable by variable: keys, shapes, and what draws say together. */
final class SequentialPosteriorTest {

    private static final RandomKey KEY = RandomKey.of(7);
    private static final int BATCH = 2;
    private static final int SAMPLES = 3;

    private TensorRuntime runtime;
    private TensorScope scope;

    @BeforeEach
    void openRuntime() {
        runtime = Runtimes.reference(DType.FLOAT64);
        scope = runtime.scope();
    }

    @AfterEach
    void closeRuntime() {
        scope.close();
        runtime.close();
    }

    private ToyNormal first() {
        return new ToyNormal(
                runtime.tensor(new double[] {1, -2}, Shape.of(BATCH, 1)),
                runtime.zeros(Shape.of(BATCH, 1)));
    }

    /** Of any leading axes, N(2 z, 1/4) in each of two coordinates. */
    private static Posterior twice(Latents values) {
        Tensor z = values.z("a").reshape(-1, 1);
        Tensor mean = Tensor.concatenate(List.of(z.mul(2), z.mul(2)), 1);
        return new ToyNormal(mean, mean.mul(0).sub(Math.log(4)));
    }

    /** Logits of a category out of the sum of what was drawn before. */
    private static Posterior category(Latents values) {
        Tensor z = values.z("a").reshape(-1, 1).add(values.z("b").reshape(-1, 2).slice(1, 0, 1));
        Tensor logits = Tensor.concatenate(List.of(z, z.mul(0), z.neg()), 1);
        return new ToyCategorical(logits.expandDims(1));
    }

    private SequentialPosterior chain() {
        return new SequentialPosterior(
                "a",
                first(),
                List.of(
                        new SequentialPosterior.Step("b", SequentialPosteriorTest::twice),
                        new SequentialPosterior.Step("c", SequentialPosteriorTest::category)));
    }

    @Test
    void oneVariableIsDrawnUnderTheKeyItself() {
        JointDraw draw = new SequentialPosterior("a", first(), List.of()).draw(KEY, SAMPLES);
        assertThat(draw.of("a").draw().z().readDoubles())
                .isEqualTo(first().draw(KEY, SAMPLES).z().readDoubles());
        assertThat(draw.of("a").givenOthers()).isFalse();
    }

    /** So that the draws of one do not depend on what else is drawn. */
    @Test
    void severalVariablesAreDrawnUnderKeysOfTheirNames() {
        JointDraw draw = chain().draw(KEY, SAMPLES);
        assertThat(draw.latents()).extracting(LatentDraw::name).containsExactly("a", "b", "c");
        assertThat(draw.of("a").draw().z().readDoubles())
                .isEqualTo(first().draw(KEY.split("a"), SAMPLES).z().readDoubles());
        Posterior given = twice(draw.values());
        assertThat(draw.of("b").draw().z().readDoubles())
                .isEqualTo(given.draw(KEY.split("b"), 1).z().readDoubles());
        assertThat(chain().draw(KEY, SAMPLES).logProbability().readDoubles())
                .isEqualTo(draw.logProbability().readDoubles());
        assertThat(chain().draw(KEY.split("other"), SAMPLES).logProbability().readDoubles())
                .isNotEqualTo(draw.logProbability().readDoubles());
    }

    @Test
    void everyDrawHasItsOwnDistributionOfTheNextVariable() {
        JointDraw draw = chain().draw(KEY, SAMPLES);
        Shape shape = Shape.of(SAMPLES, BATCH);
        assertThat(draw.of("a").draw().z().shape()).isEqualTo(shape.append(1));
        assertThat(draw.of("b").draw().z().shape()).isEqualTo(shape.append(2));
        assertThat(draw.of("c").draw().z().shape()).isEqualTo(shape.append(1).append(3));
        for (LatentDraw latent : draw.latents()) {
            assertThat(latent.draw().logProbability().shape()).isEqualTo(shape);
            assertThat(latent.samples()).isEqualTo(SAMPLES);
            assertThat(latent.batch()).isEqualTo(BATCH);
        }
        assertThat(draw.latents())
                .extracting(LatentDraw::givenOthers)
                .containsExactly(false, true, true);
        double[] a = draw.values().z("a").readDoubles();
        double[] mean = ((ToyNormal) draw.of("b").q()).mean().readDoubles();
        for (int n = 0; n < SAMPLES * BATCH; n++) {
            assertThat(mean[2 * n]).isEqualTo(2 * a[n]);
        }
    }

    /** log q(a, b, c) = log q(a) + log q(b given a) + log q(c given a, b), by the formulas. */
    @Test
    void densitiesAddUp() {
        JointDraw draw = chain().draw(KEY, SAMPLES);
        double[] a = draw.values().z("a").readDoubles();
        double[] b = draw.values().z("b").readDoubles();
        double[] c = draw.values().z("c").readDoubles();
        double[] found = draw.logProbability().readDoubles();
        double[] means = {1, -2};
        for (int n = 0; n < SAMPLES * BATCH; n++) {
            double expected = logNormal(a[n], means[n % BATCH], 1);
            for (int i = 0; i < 2; i++) {
                expected += logNormal(b[2 * n + i], 2 * a[n], 0.5);
            }
            double logit = a[n] + b[2 * n];
            double[] logits = {logit, 0, -logit};
            double total = Math.log(Math.exp(logit) + 1 + Math.exp(-logit));
            for (int k = 0; k < 3; k++) {
                expected += c[3 * n + k] * (logits[k] - total);
            }
            assertThat(found[n]).isCloseTo(expected, within(1e-12));
        }
    }

    private static double logNormal(double z, double mean, double scale) {
        double standardized = (z - mean) / scale;
        return -0.5 * standardized * standardized - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
    }

    @Test
    void theLocationIsThatOfEachGivenThoseBefore() {
        Latents location = chain().location();
        assertThat(location.byName().keySet()).containsExactly("a", "b", "c");
        assertThat(location.z("a").readDoubles()).containsExactly(1, -2);
        assertThat(location.z("b").shape()).isEqualTo(Shape.of(BATCH, 2));
        assertThat(location.z("b").readDoubles()).containsExactly(2, 2, -4, -4);
        assertThat(location.z("c").shape()).isEqualTo(Shape.of(BATCH, 1, 3));
        double total = Math.exp(3) + 1 + Math.exp(-3);
        assertThat(location.z("c").readDoubles()[0]).isCloseTo(Math.exp(3) / total, within(1e-14));
        assertThat(chain().first()).isInstanceOf(ToyNormal.class);
    }

    @Test
    void drawsSayTogetherWhatTheWeakestSays() {
        JointDraw draw = chain().draw(KEY, SAMPLES);
        assertThat(draw.gradient()).isEqualTo(GradientKind.SCORE_FUNCTION);
        assertThat(draw.isPointMass()).isFalse();
        assertThat(draw.isRelaxed()).isFalse();
        assertThat(draw.isDrawnBefore("a", "c")).isTrue();
        assertThat(draw.isDrawnBefore("c", "b")).isFalse();
        assertThatThrownBy(() -> draw.of("d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no draws of latent variable 'd'");
        assertThatThrownBy(() -> draw.values().z("d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no values of latent variable 'd', only of [a, b, c]");
        Phase training = Phase.training(new TrainingProgress(0, 1));
        Posterior relaxed =
                new ToyCategorical.Family(1, 3, ToyCategorical.Draws.RELAXED)
                        .of(runtime.zeros(Shape.of(BATCH, 3)), training);
        JointDraw both =
                new SequentialPosterior(
                                "a",
                                first(),
                                List.of(
                                        new SequentialPosterior.Step(
                                                "r",
                                                values ->
                                                        new ToyCategorical.Family(
                                                                        1,
                                                                        3,
                                                                        ToyCategorical.Draws
                                                                                .RELAXED)
                                                                .of(
                                                                        runtime.zeros(
                                                                                Shape.of(
                                                                                        SAMPLES
                                                                                                * BATCH,
                                                                                        3)),
                                                                        training))))
                        .draw(KEY, SAMPLES);
        assertThat(relaxed.gradient()).isEqualTo(GradientKind.RELAXED);
        assertThat(both.gradient()).isEqualTo(GradientKind.RELAXED);
        assertThat(both.isRelaxed()).isTrue();
    }

    /** Draws that ask something of a training step. */
    private record Asking(ToyNormal around, StateUpdate update) implements PosteriorAround {

        @Override
        public Draw draw(RandomKey key, int samples) {
            Draw plain = around.draw(key, samples);
            return Draw.of(
                    plain.z(),
                    plain.logProbability(),
                    plain.z(),
                    new TrainingEffects(
                            Map.of("commitment", plain.logProbability()), List.of(update)));
        }
    }

    /**
     * Penalties by the names of their variables, [K, B] each; updates in the order of the draws.
     */
    @Test
    void whatDrawsAskOfATrainingStepIsAskedTogether() {
        List<String> made = new ArrayList<>();
        JointPosterior asking =
                new SequentialPosterior(
                        "a",
                        new Asking(first(), clock -> made.add("a")),
                        List.of(
                                new SequentialPosterior.Step(
                                        "b",
                                        values ->
                                                new Asking(
                                                        (ToyNormal) twice(values),
                                                        clock -> made.add("b")))));
        TrainingEffects effects = asking.draw(KEY, SAMPLES).effects();
        assertThat(effects.penalties()).containsOnlyKeys("a.commitment", "b.commitment");
        effects.penalties()
                .values()
                .forEach(p -> assertThat(p.shape()).isEqualTo(Shape.of(SAMPLES, BATCH)));
        assertThat(made).isEmpty();
        effects.updates().forEach(update -> update.make(new TrainingProgress(0, 1)));
        assertThat(made).containsExactly("a", "b");
        TrainingEffects alone =
                new SequentialPosterior("a", new Asking(first(), clock -> {}), List.of())
                        .draw(KEY, 1)
                        .effects();
        assertThat(alone.penalties()).containsOnlyKeys("commitment");
    }

    /** A posterior that gives its draws in another form than [K, R, event] and [K, R]. */
    private record Misshapen(Posterior around, UnaryOperator<Draw> change)
            implements PosteriorAround {

        @Override
        public Draw draw(RandomKey key, int samples) {
            return change.apply(around.draw(key, samples));
        }
    }

    /** What is broadcast would be wrong in silence; what is not would be refused elsewhere. */
    @Test
    void drawsOfAnotherShapeAreRefusedByTheirClass() {
        List<UnaryOperator<Draw>> changes =
                List.of(
                        draw -> Draw.of(draw.z(), draw.logProbability().sum(0)),
                        draw -> Draw.of(draw.z(), draw.logProbability().expandDims(2)),
                        draw -> Draw.of(draw.z(), draw.logProbability().slice(1, 0, 1)),
                        draw -> Draw.of(draw.z().sum(0), draw.logProbability()));
        for (UnaryOperator<Draw> change : changes) {
            Posterior q = new Misshapen(first(), change);
            SequentialPosterior alone = new SequentialPosterior("a", q, List.of());
            assertThatThrownBy(() -> alone.draw(KEY, SAMPLES).logProbability())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(Misshapen.class.getName() + ".draw ")
                    .hasMessageContaining("expected [K, R, event]");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.RareNoise;

/**
 * The contract of every family of posteriors.
 *
 * <pre>{@code
 * final class LogisticContractTest extends PosteriorContract {
 *     LogisticContractTest() {
 *         super("logistic", "{latent: 1}", "{latent: 2}");
 *     }
 * }
 * }</pre>
 *
 * <p>Choose settings of one or two dimensions, or with few values. Then densities and expectations
 * are computed by quadrature or summation, and otherwise by importance sampling, which detects
 * less. A family on its own space overrides {@link #rule}.
 *
 * <p>A relaxed or straight-through draw in training is declared as biased. So its gradient is not
 * that of an expectation: of a relaxed draw it is the derivative of the draw, and a
 * straight-through one points uphill. On one-hot spaces the largest coordinate of a relaxed draw
 * must have the probabilities of evaluation (see {@link IntegrationRule#rounded}). A point mass in
 * evaluation has the density 1 with respect to counting measure at its one value.
 */
public abstract non-sealed class PosteriorContract extends PosteriorValuesContract {

    /** Means of so many draws are compared with 0, and how many there are. */
    private static final int DRAWS_OF_SCORE = 100;

    private static final int SCORES = 100;

    /**
     * Creates the contract of a registered family.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected PosteriorContract(String name, String... settings) {
        super(name, settings);
    }

    /** Gradients that claim to be exact are those of the expectation: see {@link GradientKind}. */
    @Tag("full")
    @Check("gradient of expectations")
    final void gradientsOfExpectationsAreThoseOfTheIntegral(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        PosteriorRow row = row(family, heads(family, key)[1], TRAINING, key);
        row.rejectRepeatedDraws();
        DrawGradient.check(row, key);
        if (row.posterior().gradient() == GradientKind.STRAIGHT_THROUGH) {
            new StraightThroughGradient(runtime(), family, TRAINING, key).check(headScale());
        }
    }

    /** Finite differences of log q in the head output, and of a smooth draw with a fixed key. */
    @Check("derivatives")
    final void derivativesAreThoseOfFiniteDifferences(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        if (isPointMass(family, heads(family, key), runtime())) {
            return;
        }
        GradientCheck check = GradientCheck.of(runtime()).key(key);
        Tensor head = tensor(runtime(), heads(family, key)).slice(0, 1, ROWS);
        Tensor z = family.of(head, EVALUATION).draw(key, 2).z().stopGradient();
        check.check(
                "log q in the head",
                in -> family.of(in.get(0), EVALUATION).logProbability(z),
                head);
        GradientKind kind = family.of(head, TRAINING).gradient();
        if (kind == GradientKind.PATHWISE || kind == GradientKind.RELAXED) {
            check.check(
                    "a draw in the head",
                    in -> family.of(in.get(0), TRAINING).draw(key, 2).z(),
                    head);
            check.check(
                    "the log density of a draw in the head",
                    in -> family.of(in.get(0), TRAINING).draw(key, 2).logProbability(),
                    head);
        }
    }

    /**
     * The gradient of a draw's log density is what reaches the parameters through the value, and
     * what reaches them directly, the value held; and held draws pass none.
     */
    @Check("parts of the gradient")
    final void theGradientOfADensityHasTwoParts(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key)).slice(0, 1, ROWS);
        Parameter parameter = Parameter.learned("head", head);
        double[] whole = gradient(parameter, family, key, (draw, q) -> draw.logProbability());
        double[] direct = gradient(parameter, family, key, PosteriorContract::ofHeldDraw);
        Posterior fixed = family.of(head, TRAINING);
        double[] throughValue =
                gradient(parameter, family, key, (draw, q) -> draw.logProbabilityUnder(fixed));
        for (int i = 0; i < whole.length; i++) {
            direct[i] += throughValue[i];
        }
        assertClose("gradient of log q", direct, whole, 1e-6);
    }

    /**
     * The score of draws that are held has mean 0, in the head and in parameters of the family's
     * own: {@code E_q[grad log q(z)] = grad 1}. A value that is right may have a wrong gradient, as
     * where the measure of a density moves with a parameter. Not asked of {@link
     * Draw#isContinued}.
     */
    @Check("score")
    final void theScoreHasMeanZero(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        double[] output = heads(family, key)[1];
        if (isPointMass(family, heads(family, key), runtime())) {
            return;
        }
        Parameter head = Parameter.learned("head", tensor(runtime(), new double[][] {output}));
        Map<String, Parameter> all = new LinkedHashMap<>(Map.of("the head", head));
        parameters(family).stream()
                .filter(own -> own.role() == Parameter.Role.LEARNED)
                .forEach(own -> all.put("parameter " + own.name(), own));
        Map<String, List<double[]>> scores = new LinkedHashMap<>();
        for (int group = 0; group < SCORES; group++) {
            try (TensorScope scope = runtime().scope();
                    GradientTape tape = GradientTape.record(runtime())) {
                Posterior q = family.of(head.value(), EVALUATION);
                Draw drawn = q.draw(key.split("score").fold(group), DRAWS_OF_SCORE);
                if (drawn.isContinued()) {
                    return;
                }
                Tensor sum = ofHeldDraw(drawn, q).mean();
                if (sum.isTracked()) {
                    Gradients gradients = tape.gradients(sum);
                    all.forEach(
                            (name, own) ->
                                    scores.computeIfAbsent(name, k -> new ArrayList<>())
                                            .add(gradients.of(own.value()).readDoubles()));
                }
            }
        }
        scores.forEach(PosteriorContract::requireMeanZero);
    }

    private static void requireMeanZero(String name, List<double[]> scores) {
        int width = scores.get(0).length;
        for (int i = 0; i < width; i++) {
            int place = i;
            Comparison.of(width)
                    .check(
                            "score of %s, number %s".formatted(name, i),
                            scores.stream().mapToDouble(score -> score[place]).toArray(),
                            new Integral(0, 0));
        }
    }

    private static Tensor ofHeldDraw(Draw draw, Posterior q) {
        Draw held = draw.mapped(Tensor::stopGradient);
        assertThat(held.z().isTracked()).as("z of a held draw is tracked").isFalse();
        return held.logProbabilityUnder(q);
    }

    /** The gradient in the head of the sum of a function of draws; 0 where there is none. */
    private double[] gradient(
            Parameter head,
            PosteriorFamily family,
            RandomKey key,
            BiFunction<Draw, Posterior, Tensor> function) {
        try (GradientTape tape = GradientTape.record(runtime())) {
            Posterior q = family.of(head.value(), TRAINING);
            Tensor sum = function.apply(q.draw(key, 4), q).sum();
            return sum.isTracked()
                    ? tape.gradients(sum).of(head.value()).readDoubles()
                    : new double[head.value().shape().size()];
        }
    }

    /** Head outputs of 0, tiny, large and up to {@link #extremeOutput}, in float32. */
    @Check("extreme heads")
    final void extremeHeadsAreFinite(String settings, RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32)) {
            PosteriorFamily family;
            try (TensorScope scope = single.scope()) {
                family = family(single, settings, key);
            }
            ExtremeHeads heads = ExtremeHeads.of(family.head(), this::extremeOutput);
            for (Phase phase : List.of(EVALUATION, TRAINING)) {
                heads.assertFinite(single, family, phase, priors(), divergences(), key);
            }
        }
    }

    /** Draws of rare noise in float32, which may round to the border of the support. */
    @Check("rare draws")
    final void rareDrawsAreFinite(String settings, RandomKey key) {
        TensorBackend backend = backend().open(new BackendSettings("auto", 1));
        RareNoise noise = RareNoise.into(backend);
        try (TensorRuntime single = TensorRuntime.strict(noise.backend(), DType.FLOAT32)) {
            PosteriorFamily family;
            double[][] heads;
            List<Phase> densities;
            try (TensorScope scope = single.scope()) {
                family = family(single, settings, key);
                heads = heads(family, key);
                densities = densities(family, tensor(single, heads));
            }
            noise.begin();
            RareDraws rare = RareDraws.of(heads, family.head(), this::extremeOutput, key);
            for (Phase phase : List.of(EVALUATION, TRAINING)) {
                boolean isDensity = densities.contains(phase);
                rare.assertFinite(single, family, phase, isDensity, key);
            }
        }
    }

    /** The same key in float32 gives what it gives in float64, to rounding. */
    @Check("float32")
    final void singlePrecisionAgreesWithDouble(String settings, RandomKey key) {
        double[][][] results = new double[2][][];
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime own = open(dtype);
                    TensorScope scope = own.scope()) {
                PosteriorFamily family = family(own, settings, key);
                Posterior q = family.of(tensor(own, heads(family, key)), EVALUATION);
                Draw draw = q.draw(key, 20);
                assertThat(draw.z().dtype()).isEqualTo(dtype);
                assertThat(draw.logProbability().dtype()).isEqualTo(dtype);
                results[dtype == DType.FLOAT32 ? 0 : 1] =
                        new double[][] {
                            draw.z().readDoubles(),
                            draw.logProbability().readDoubles(),
                            q.location().readDoubles()
                        };
            }
        }
        assertClose("z", results[0][0], results[1][0], singlePrecision());
        assertClose("log q", results[0][1], results[1][1], singlePrecision());
        assertClose("location", results[0][2], results[1][2], singlePrecision());
    }

    /** Large heads in float32 lose no more digits than their condition asks for. */
    @Check("float32 of large heads")
    final void largeHeadsKeepTheirDigits(String settings, RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32);
                TensorScope scope = runtime().scope()) {
            PosteriorFamily ofSingle;
            try (TensorScope own = single.scope()) {
                ofSingle = family(single, settings, key);
            }
            PosteriorFamily ofExact = family(runtime(), settings, key);
            ExtremeHeads heads = ExtremeHeads.of(ofExact.head(), this::extremeOutput);
            new SinglePrecisionCheck(heads.heads(), singlePrecision())
                    .check(single, ofSingle, runtime(), ofExact, key);
        }
    }
}

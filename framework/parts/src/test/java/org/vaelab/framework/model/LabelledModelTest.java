// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.parts.prior.LearnedConditional;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * A mixture of linear-Gaussian models, whose component is the label:
 *
 * <pre>
 *   y uniform on three values,   z given y ~ N(a_y, 1),   x given z, y ~ N(w z + v_y, s^2 I)
 *   x given y ~ N(m_y, S),   m_y = w a_y + v_y,   S = w w' + s^2 I
 *   q(z given x, y) = N(a_y + k'(x - m_y), 1 - k'w),   k = w / (s^2 + w'w)
 *   q(y given x) = softmax_y( m_y' S^-1 x - m_y' S^-1 m_y / 2 )
 * </pre>
 *
 * <p>With both posteriors exact every bound is log p(x), or log p(x, y), itself.
 */
final class LabelledModelTest {

    private static final String Z = "z";
    private static final RandomKey KEY = RandomKey.of(4);
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 1));
    private static final Conditioning.Label LABEL =
            new Conditioning.Label(new LabelColumn("kind", List.of("a", "b", "c")));
    private static final Euclidean LINE = new Euclidean(1);

    private static final double[] W = {0.8, -0.5};
    private static final double[][] V = {{1, 0.5}, {-0.7, 0.2}, {0.1, -1.3}};
    private static final double[] A = {0.4, -1.1, 0.9};
    private static final double S = 0.6;
    private static final double[][] X = {{0.3, 0.8}, {-1.2, 0.1}, {2.0, -0.4}};
    private static final int B = X.length;
    private static final int K = V.length;

    private TensorRuntime runtime;
    private TensorScope scope;

    @BeforeEach
    void open() {
        runtime = Runtimes.reference(DType.FLOAT64);
        scope = runtime.scope();
    }

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1];
    }

    /** S^-1 u, by Sherman and Morrison. */
    private static double[] solved(double[] u) {
        double along = dot(W, u) / (S * S + dot(W, W));
        return new double[] {(u[0] - W[0] * along) / (S * S), (u[1] - W[1] * along) / (S * S)};
    }

    private static double[] mean(int y, boolean given) {
        double a = given ? A[y] : 0;
        return new double[] {W[0] * a + V[y][0], W[1] * a + V[y][1]};
    }

    /** log p(x, y). */
    private static double logJoint(double[] x, int y, boolean given) {
        double[] m = mean(y, given);
        double[] d = {x[0] - m[0], x[1] - m[1]};
        double logDeterminant = Math.log(S * S * (S * S + dot(W, W)));
        return -Math.log(K)
                - Math.log(2 * Math.PI)
                - 0.5 * logDeterminant
                - 0.5 * dot(d, solved(d));
    }

    private static double logEvidence(double[] x, boolean given) {
        double sum = 0;
        for (int y = 0; y < K; y++) {
            sum += Math.exp(logJoint(x, y, given));
        }
        return Math.log(sum);
    }

    /** The model with the exact posterior, with the offsets of the classifier shifted. */
    private LatentVariableModel model(boolean given, double weight, Tensor shift) {
        Conditioning condition = new Conditioning(List.of(LABEL));
        double[] ofPrior = new double[2 * K];
        double[] ofOutput = new double[2 * (1 + K)];
        double[] ofPosterior = new double[2 * (2 + K)];
        double[] ofClassifier = new double[2 * K];
        double[] offsets = new double[K];
        double gain = S * S + dot(W, W);
        double logVariance = Math.log(1 - dot(W, W) / gain);
        for (int i = 0; i < 2; i++) {
            ofOutput[i * (1 + K)] = W[i];
            ofPosterior[i] = W[i] / gain;
        }
        for (int y = 0; y < K; y++) {
            double a = given ? A[y] : 0;
            double[] m = mean(y, given);
            ofPrior[y] = a;
            ofOutput[1 + y] = V[y][0];
            ofOutput[1 + K + 1 + y] = V[y][1];
            ofPosterior[2 + y] = a - dot(W, m) / gain;
            double[] slope = solved(m);
            ofClassifier[2 * y] = slope[0];
            ofClassifier[2 * y + 1] = slope[1];
            offsets[y] = -0.5 * dot(m, slope);
        }
        ConditionalPrior prior =
                given
                        ? new LearnedConditional(
                                condition,
                                Affine.of(runtime, ofPrior, new double[2]),
                                new ToyNormal.Family(LINE.dimension()))
                        : new StandardNormal(runtime, LINE);
        DeepGenerativeModel inner =
                new DeepGenerativeModel(
                        runtime,
                        DataShape.flat(2),
                        condition,
                        new DeepGenerativeModel.Root(Z, prior, LINE.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(
                                Affine.of(runtime, ofOutput, new double[2]),
                                new Gaussian(new Gaussian.Fixed(S))));
        Inference encoder =
                new AmortizedInference(
                        new AmortizedInference.Encoder(
                                Z,
                                Affine.of(runtime, ofPosterior, new double[] {0, logVariance}),
                                new ToyNormal.Family(LINE.dimension())));
        return new LatentVariableModel(
                new LabelledGenerativeModel(
                        inner,
                        LABEL,
                        new UniformCategorical(runtime, LabelledGenerativeModel.space(LABEL))),
                new LabelledInference(
                        new LabelledInference.Classifier(
                                new Affine(
                                        Affine.of(runtime, ofClassifier, offsets).weights(),
                                        runtime.vector(offsets).add(shift)),
                                new ToyCategorical.Family(
                                        LabelledGenerativeModel.space(LABEL).variables(),
                                        LabelledGenerativeModel.space(LABEL).categories(),
                                        ToyCategorical.Draws.DISCRETE),
                                weight,
                                true),
                        encoder),
                TwoLayers.divergences());
    }

    private LatentVariableModel exact(boolean given) {
        return model(given, 0, runtime.zeros(Shape.of(K)));
    }

    /** Of the second datum the label is known to be 2. */
    private Batch batch() {
        Tensor x =
                runtime.tensor(
                        Arrays.stream(X).flatMapToDouble(Arrays::stream).toArray(), Shape.of(B, 2));
        Tensor observed = runtime.tensor(new double[] {0, 0, 0, 0, 0, 1, 0, 0, 0}, Shape.of(B, K));
        return new Batch(x, Map.of(), Map.of(LABEL.name(), observed), new int[] {0, 1, 2});
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void boundsAreExactWhereThePosteriorIs(boolean given) {
        LatentVariableModel model = exact(given);
        for (int samples : new int[] {1, 3}) {
            double[] bound =
                    ElboTerms.of(model, batch(), KEY, TRAINING, samples, KlMode.MONTE_CARLO)
                            .bound()
                            .readDoubles();
            assertThat(bound[0]).isCloseTo(logEvidence(X[0], given), within(1e-10));
            assertThat(bound[1]).isCloseTo(logJoint(X[1], 2, given), within(1e-10));
            assertThat(bound[2]).isCloseTo(logEvidence(X[2], given), within(1e-10));
        }
    }

    /** In evaluation no label is known, and each weight is p(x), whatever is drawn. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void importanceWeightsAreTheEvidence(boolean given) {
        LatentVariableModel model = exact(given);
        JointDraw draw = model.infer(batch(), KEY, Phase.evaluation()).draw(KEY, 20);
        assertThat(draw.weights()).isEmpty();
        double[] logWeights =
                model.output(draw, batch())
                        .logProbability(batch().x())
                        .add(model.logPrior(draw, batch()))
                        .sub(draw.logProbability())
                        .readDoubles();
        for (int i = 0; i < logWeights.length; i++) {
            assertThat(logWeights[i]).isCloseTo(logEvidence(X[i % B], given), within(1e-10));
        }
        Tensor prior = model.generative().logPrior(draw.values(), Map.of());
        assertThat(prior.readDoubles())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(model.logPrior(draw, batch()).readDoubles());
        assertThat(
                        model.infer(batch(), KEY, Phase.evaluation())
                                .logProbability(draw.values())
                                .readDoubles())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(draw.logProbability().readDoubles());
    }

    /** Of a sum over values in closed form nothing is left to draws but those of z. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closedFormsAreTheMeansOfDraws(boolean given) {
        LatentVariableModel model = model(given, 0, runtime.vector(0.5, -0.3, 0.2));
        ElboTerms closed = ElboTerms.of(model, batch(), KEY, TRAINING, 4000, KlMode.AUTO);
        ElboTerms drawn = ElboTerms.of(model, batch(), KEY, TRAINING, 4000, KlMode.MONTE_CARLO);
        assertThat(closed.klTerms()).extracting(term -> term.name()).containsExactly("kind", Z);
        for (int b = 0; b < B; b++) {
            // Of 4,000 draws with a standard deviation below 1.5: wrong with probability 2e-5.
            assertThat(closed.kl().readDoubles()[b])
                    .isCloseTo(drawn.kl().readDoubles()[b], within(0.1));
        }
    }

    @Test
    void theGradientPassesTheProbabilities() {
        GradientCheck.of(runtime)
                .check(
                        "bound",
                        inputs ->
                                ElboTerms.of(
                                                model(true, 0, inputs.get(0)),
                                                batch(),
                                                KEY,
                                                TRAINING,
                                                1,
                                                KlMode.AUTO)
                                        .bound(),
                        runtime.vector(0.3, -0.2, 0.1));
    }

    /** Of the one datum whose label is known, and of what q says without knowing it. */
    @Test
    void theClassifierIsTrainedByWhatIsKnown() {
        double weight = 0.7;
        JointDraw draw =
                model(false, weight, runtime.zeros(Shape.of(K)))
                        .infer(batch(), KEY, TRAINING)
                        .draw(KEY, 1);
        double[] penalty =
                draw.effects()
                        .penalties()
                        .get(LabelledInference.CLASSIFICATION)
                        .mean(0)
                        .readDoubles();
        double known = logJoint(X[1], 2, false) - logEvidence(X[1], false);
        assertThat(penalty[0]).isZero();
        assertThat(penalty[1]).isCloseTo(-weight * known, within(1e-10));
        assertThat(penalty[2]).isZero();
        assertThat(draw.gradient()).isEqualTo(GradientKind.ENUMERATED);
        assertThat(
                        exact(false)
                                .infer(batch(), KEY, Phase.evaluation())
                                .draw(KEY, 1)
                                .effects()
                                .penalties())
                .isEmpty();
    }

    @Test
    void aLabelIsDrawnOrGiven() {
        GenerativeModel p = exact(true).generative();
        Latents drawn = p.sample(KEY, 300, Map.of());
        // Each count is binomial with mean 100: outside of +-60 with probability 1e-12.
        for (double count : drawn.z("kind").sum(0, 1).readDoubles()) {
            assertThat(count).isBetween(40.0, 160.0);
        }
        Tensor third = LABEL.of(new int[] {2, 2}, runtime);
        assertThat(p.sample(KEY, 2, Map.of("kind", third)).z("kind").readDoubles())
                .containsExactly(0, 0, 1, 0, 0, 1);
        assertThat(p.condition().isNone()).isTrue();
        assertThat(p.latents())
                .extracting(LatentVariable::parents)
                .containsExactly(List.of(), List.of("kind"));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        LatentVariableModel model = exact(false);
        GenerativeModel inner = ((LabelledGenerativeModel) model.generative()).givenLabel();
        assertThatThrownBy(() -> model.with(inner).infer(batch(), KEY, TRAINING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a model whose label is a latent variable");
        UniformCategorical two = new UniformCategorical(runtime, new OneHot(1, 2));
        assertThatThrownBy(() -> new LabelledGenerativeModel(inner, LABEL, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lives on onehot(1, 2)");
    }
}

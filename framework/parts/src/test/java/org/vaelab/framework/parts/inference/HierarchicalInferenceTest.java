// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/** Inference from the top down on chains whose posterior is known. */
final class HierarchicalInferenceTest {

    private static final RandomKey KEY = RandomKey.of(23);
    private static final double[] PARAMETERS = {0.8, -0.3, Math.log(0.5)};
    private static final double[] X = {0.7, -1.9, 0.2};
    private static final KlRegistry DIVERGENCES =
            new KlRegistry(
                    List.of(
                            new AnalyticKl<>(
                                    IndependentNormal.class,
                                    StandardNormal.class,
                                    (q, p) -> Fused.normalKl(q.mean(), q.logVariance())),
                            new AnalyticKl<>(
                                    IndependentNormal.class,
                                    IndependentNormal.class,
                                    HierarchicalInferenceTest::divergence)));

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private static Tensor divergence(IndependentNormal q, IndependentNormal p) {
        Tensor ratio = q.logVariance().sub(p.logVariance());
        Tensor squares = q.mean().sub(p.mean()).square().mul(p.logVariance().neg().exp());
        return ratio.expm1().sub(ratio).add(squares).sum(-1).mul(0.5);
    }

    /** Both inferences, on chains of one to five variables. */
    static Stream<Arguments> chains() {
        return Stream.of("top-down", "ladder")
                .flatMap(name -> Stream.of(1, 2, 3, 5).map(depth -> Arguments.of(name, depth)));
    }

    static Stream<Arguments> chainsOfSeveral() {
        return chains().filter(chain -> !chain.get()[1].equals(1));
    }

    private static Inference inference(String name, InferenceContext.Encoding encoding) {
        return name.equals("ladder")
                ? new LadderInference(encoding, Optional.of(2))
                : new TopDownInference(encoding, Optional.of(2));
    }

    private LatentVariableModel model(String name, int depth, Tensor parameters, double off) {
        LinearChain chain = new LinearChain(runtime, depth, parameters, off);
        return new LatentVariableModel(
                chain.generative(), inference(name, chain.encoding()), DIVERGENCES);
    }

    private LatentVariableModel model(String name, int depth, double off) {
        return model(name, depth, runtime.vector(PARAMETERS), off);
    }

    private Batch batch() {
        return Batch.of(runtime.tensor(X, Shape.of(X.length, 1)));
    }

    private static Tensor logWeights(LatentVariableModel model, Batch batch, JointDraw draw) {
        return model.output(draw, batch)
                .logProbability(batch.x())
                .add(model.logPrior(draw, batch))
                .sub(draw.logProbability());
    }

    /** With exact messages from below q is the posterior: every draw says log p(x). */
    @ParameterizedTest
    @MethodSource("chains")
    void exactMessagesMakeThePosterior(String name, int depth) {
        LatentVariableModel model = model(name, depth, 0);
        Batch batch = batch();
        JointPosterior q = model.infer(batch, KEY, Phase.evaluation());
        JointDraw draw = q.draw(KEY, 40);
        double[] weights = logWeights(model, batch, draw).readDoubles();
        for (int i = 0; i < weights.length; i++) {
            double x = X[i % X.length];
            assertThat(weights[i])
                    .isCloseTo(LinearChain.logLikelihood(x, depth, PARAMETERS), within(1e-12));
        }
        assertThat(q.logProbability(draw.values()).readDoubles())
                .containsExactly(draw.logProbability().readDoubles(), within(1e-12));
        assertThat(model.inference().firstCarriesAll()).isEqualTo(depth == 1);
        assertThat(draw.latents())
                .extracting(LatentDraw::name)
                .containsExactlyElementsOf(
                        model.generative().latents().stream().map(v -> v.name()).toList());
    }

    /**
     * Each KL is in closed form, as q draws the parents first, and is that of the draws in the
     * mean.
     */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("chains")
    void everyKlIsInClosedForm(String name, int depth) {
        LatentVariableModel model = model(name, depth, 0.4);
        Batch one = Batch.of(runtime.tensor(new double[] {X[0]}, Shape.of(1, 1)));
        int draws = 40_000;
        ElboTerms exact = ElboTerms.of(model, one, KEY, Phase.evaluation(), draws, KlMode.ANALYTIC);
        assertThat(exact.klSource()).isEqualTo(KlSource.ANALYTIC);
        assertThat(exact.klTerms()).hasSize(depth);
        JointDraw draw = exact.draw();
        for (int i = 0; i < depth; i++) {
            KlTerm term = exact.klTerms().get(i);
            LatentDraw latent = draw.latents().get(i);
            double[] logRatios =
                    latent.draw()
                            .logProbability()
                            .sub(
                                    latent.draw()
                                            .logProbabilityUnder(
                                                    model.generative()
                                                            .prior(
                                                                    latent.name(),
                                                                    draw.values(),
                                                                    one.given()),
                                                    i > 0))
                            .readDoubles();
            // The closed form of a lower layer is itself a mean over the draws above.
            StatisticalAssertions.at(1e-7)
                    .mean(latent.name(), logRatios, term.value().readScalar(), 0.1);
        }
    }

    /** A mistaken q stays below log p(x), and its importance weights lead to it. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("chains")
    void aMistakenPosteriorBoundsAndItsWeightsDoNot(String name, int depth) {
        LatentVariableModel model = model(name, depth, 0.4);
        Batch one = Batch.of(runtime.tensor(new double[] {X[0]}, Shape.of(1, 1)));
        JointDraw draw = model.infer(one, KEY, Phase.evaluation()).draw(KEY, 40_000);
        double[] weights = logWeights(model, one, draw).readDoubles();
        double logLikelihood = LinearChain.logLikelihood(X[0], depth, PARAMETERS);
        double bound = Arrays.stream(weights).average().orElseThrow();
        double spread =
                Math.sqrt(
                        Arrays.stream(weights).map(w -> (w - bound) * (w - bound)).sum()
                                / weights.length
                                / weights.length);
        assertThat(bound).isLessThan(logLikelihood - 5 * spread);
        StatisticalAssertions.at(1e-7)
                .mean(
                        "p(x, z) / q(z) over p(x)",
                        Arrays.stream(weights).map(w -> Math.exp(w - logLikelihood)).toArray(),
                        1,
                        0.1);
    }

    /** The gradient of the bound in a, b and log t^2, which the ladder's q has too. */
    @ParameterizedTest
    @MethodSource("chainsOfSeveral")
    void theGradientIsThatOfFiniteDifferences(String name, int depth) {
        Tensor leaf = runtime.keep(runtime.vector(PARAMETERS), true);
        double[] gradient;
        try (GradientTape tape = GradientTape.record(runtime)) {
            gradient = tape.gradients(bound(name, depth, leaf)).of(leaf).readDoubles();
        }
        runtime.release(leaf);
        double step = 1e-5;
        for (int i = 0; i < PARAMETERS.length; i++) {
            double[] ends = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] moved = PARAMETERS.clone();
                moved[i] += (2 * side - 1) * step;
                ends[side] = bound(name, depth, runtime.vector(moved)).readScalar();
            }
            double difference = (ends[1] - ends[0]) / (2 * step);
            assertThat(gradient[i])
                    .isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
        }
    }

    private Tensor bound(String name, int depth, Tensor parameters) {
        LatentVariableModel model = model(name, depth, parameters, 0.4);
        return ElboTerms.of(model, batch(), KEY, Phase.evaluation(), 3, KlMode.AUTO).bound().mean();
    }

    /** Precisions of e^-80 and e^80 leave a mean and a variance that are numbers. */
    @Test
    void precisionsFarApartOverflowNowhere() {
        for (double logT2 : new double[] {-80, 80}) {
            LatentVariableModel model =
                    model("ladder", 2, runtime.vector(new double[] {1, 0, logT2}), 0);
            JointDraw draw = model.infer(batch(), KEY, Phase.evaluation()).draw(KEY, 3);
            assertThat(Arrays.stream(draw.logProbability().readDoubles()))
                    .as("log q for log t^2 = %s", logT2)
                    .allMatch(Double::isFinite);
        }
    }

    @Test
    void theLadderRefusesWhatIsNoNormal() {
        InferenceContext.Encoding known =
                new LinearChain(runtime, 2, runtime.vector(PARAMETERS), 0).encoding();
        PosteriorFamily categories =
                new PosteriorFamily() {
                    @Override
                    public OneHot space() {
                        return new OneHot(3, 4);
                    }

                    @Override
                    public Head head() {
                        return Head.of(Head.real("logits", 12));
                    }

                    @Override
                    public Posterior of(Tensor headOutput, Phase phase) {
                        throw new AssertionError("refused before");
                    }
                };
        Map<String, PosteriorFamily> families = Map.of("categories", categories);
        assertThatThrownBy(
                        () ->
                                new LadderInference(
                                        new InferenceContext.Encoding(families, known.networks()),
                                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "inference ladder multiplies the densities of Normals of independent"
                                + " coordinates, and the posterior of latent variable 'categories',"
                                + " on ")
                .hasMessageEndingWith(
                        ", is none\nuse inference: top-down, which takes any posterior");
        assertThatThrownBy(() -> new LadderInference.Settings(0))
                .hasMessage("features must be at least 1, is 0");
    }
}

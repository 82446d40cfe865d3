// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.Differentiated;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * Posteriors and priors on products, against their factors.
 *
 * <p>Each statistical assertion is wrong with probability 1e-7.
 */
final class ProductTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Plugins PLUGINS =
            Plugins.of(List.of(new StandardModule(), new ToyModule(), new CircleModule()));
    private static final RandomKey KEY = RandomKey.of(17);
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 10));

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static ToyCategorical.Family categorical(int n, int k, ToyCategorical.Draws draws) {
        return new ToyCategorical.Family(n, k, draws);
    }

    private static ProductFamily family(ToyCategorical.Draws draws) {
        Map<String, PosteriorFamily> factors = new LinkedHashMap<>();
        factors.put("normal", new ToyNormal.Family(1));
        factors.put("sphere", new ToySphere.Family(1));
        factors.put("onehot", categorical(1, 3, draws));
        return new ProductFamily(factors);
    }

    private static ProductFamily family() {
        return family(ToyCategorical.Draws.RELAXED);
    }

    private ProductPrior reference() {
        Map<String, Prior> factors = new LinkedHashMap<>();
        factors.put("normal", new StandardNormal(runtime, new Euclidean(1)));
        factors.put("sphere", new UniformSphere(runtime, new Sphere(2)));
        factors.put("onehot", new UniformCategorical(runtime, new OneHot(1, 3)));
        return new ProductPrior(factors);
    }

    /** The terms of the KL over draws of q in a model in which nothing else matters. */
    private List<KlTerm> terms(ProductFamily family, Posterior q, Prior p, Draw draw) {
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        x -> x,
                        family,
                        p,
                        z -> z.slice(-1, 0, 1),
                        new GivenLikelihood(),
                        PLUGINS.divergences());
        JointDraw joint = new JointDraw(List.of(new LatentDraw(OneLatent.Z, q, draw, false)));
        Batch batch = Batch.of(runtime.zeros(Shape.of(1, 1)));
        return KlTerms.of(model, batch, joint, KlMode.ANALYTIC);
    }

    /** Head outputs away from anything special: mean, log variance, direction, logits. */
    private static double[] head(int rows) {
        double[] raw = KEY.split("head").normal(rows * 7);
        return Arrays.stream(raw).map(v -> 0.7 * v + 0.1).toArray();
    }

    private Tensor headOutput(int rows) {
        return runtime.tensor(head(rows), Shape.of(rows, 7));
    }

    @Test
    void theSpaceLaysItsFactorsSideBySide() {
        Product space =
                new Product(List.of(new Euclidean(8), Sphere.ofDimension(16), new OneHot(10, 4)));
        assertThat(space).hasToString("R^8 x S^16 x onehot(10, 4)");
        assertThat(space.eventShape()).isEqualTo(Shape.of(8 + 17 + 40));
        assertThat(space.networkInput().width()).isEqualTo(8 + 17 + 40);
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.normal(KEY, Shape.of(2, 3, 65));
            List<Tensor> parts = space.split(z);
            assertThat(parts)
                    .extracting(Tensor::shape)
                    .containsExactly(Shape.of(2, 3, 8), Shape.of(2, 3, 17), Shape.of(2, 3, 10, 4));
            assertThat(space.join(parts).readDoubles()).isEqualTo(z.readDoubles());
            double[] embedded = space.networkInput().of(z).readDoubles();
            assertThat(embedded[0]).isEqualTo(z.readDoubles()[0]);
            assertThat(embedded[8]).isCloseTo(Math.sqrt(17) * z.readDoubles()[8], within(1e-14));
            assertThatThrownBy(() -> space.split(runtime.zeros(Shape.of(2, 64))))
                    .hasMessage("values of shape [2, 64] do not lie in R^8 x S^16 x onehot(10, 4)");
        }
        assertThatThrownBy(() -> new Product(List.of(space, space)))
                .hasMessage("a product is no factor of another: its factors are");
        assertThatThrownBy(() -> new Product(List.of(new Euclidean(1))))
                .hasMessage("a product has at least two factors, not 1");
    }

    @Test
    void theUnitsAreThoseOfTheFactors() {
        Product space = new Product(List.of(new Euclidean(2), new OneHot(2, 3), new Sphere(2)));
        assertThat(space.units()).containsExactly(0, 1, 2, 2, 2, 3, 3, 3, 4, 5);
    }

    @Test
    void theMeasureIsThatOfTheFactorsWhereTheyShareOne() {
        LatentSpace line = new Euclidean(1);
        LatentSpace circle = new Sphere(2);
        LatentSpace coin = new OneHot(1, 2);
        assertThat(new Product(List.of(line, line)).measure()).isEqualTo(BaseMeasure.LEBESGUE);
        assertThat(new Product(List.of(coin, coin)).measure()).isEqualTo(BaseMeasure.COUNTING);
        // The surface of no sphere.
        assertThat(new Product(List.of(circle, circle)).measure()).isEqualTo(BaseMeasure.PRODUCT);
        assertThat(new Product(List.of(line, circle)).measure()).isEqualTo(BaseMeasure.PRODUCT);
        assertThat(new Product(List.of(line, coin)).measure()).isEqualTo(BaseMeasure.MIXED);
        assertThat(new Product(List.of(line, coin))).isEqualTo(new Product(List.of(line, coin)));
        assertThat(new Product(List.of(line, coin))).isNotEqualTo(new Product(List.of(coin, line)));
    }

    @Test
    void theHeadNamesTheOutputsOfTheFactors() {
        assertThat(family().head().outputs())
                .extracting(Head.Output::name)
                .containsExactly(
                        "normal.mean", "normal.logVariance", "sphere.direction", "onehot.logits");
        assertThat(family().head().width()).isEqualTo(1 + 1 + 2 + 3);
        try (TensorScope scope = runtime.scope()) {
            Tensor narrow = runtime.zeros(Shape.of(1, 6));
            assertThatThrownBy(() -> family().of(narrow, TRAINING))
                    .hasMessage("a head of width 7 cannot split an output of [1, 6]");
        }
    }

    /** Over the line, the circle and the three categories: sums to 1, for q and for p. */
    @Tag("full")
    @Test
    void densitiesIntegrateToOne() {
        int lines = 400;
        int angles = 120;
        double step = 24.0 / lines;
        double[] points = new double[lines * angles * 3 * 6];
        int at = 0;
        for (int i = 0; i < lines; i++) {
            for (int j = 0; j < angles; j++) {
                for (int k = 0; k < 3; k++) {
                    double angle = 2 * Math.PI * j / angles;
                    points[at] = -12 + (i + 0.5) * step;
                    points[at + 1] = Math.cos(angle);
                    points[at + 2] = Math.sin(angle);
                    points[at + 3 + k] = 1;
                    at += 6;
                }
            }
        }
        double cell = step * 2 * Math.PI / angles;
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.tensor(points, Shape.of(points.length / 6, 1, 6));
            Posterior q = family().of(headOutput(1), Phase.evaluation());
            assertThat(q.logProbability(z).exp().sum().readScalar() * cell)
                    .isCloseTo(1, within(1e-10));
            Prior p = reference();
            assertThat(p.logProbability(z).exp().sum().readScalar() * cell)
                    .isCloseTo(1, within(1e-10));
        }
    }

    /** A factor of a product draws what it would draw alone under its own key. */
    @Test
    void drawsAreThoseOfTheFactors() {
        ProductFamily family = family();
        try (TensorScope scope = runtime.scope()) {
            ProductPosterior q = family.of(headOutput(2), Phase.evaluation());
            Draw draw = q.draw(KEY, 5);
            assertThat(draw.isRelaxed()).isFalse();
            assertThat(draw.z().shape()).isEqualTo(Shape.of(5, 2, 6));
            List<Tensor> parts = family.space().split(draw.z());
            List<String> names = List.copyOf(family.factors().keySet());
            double[] total = new double[10];
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                Draw alone = q.factors().get(name).draw(KEY.split(name), 5);
                assertThat(parts.get(i).readDoubles()).isEqualTo(alone.z().readDoubles());
                assertThat(Factored.of(draw).get(name).z().readDoubles())
                        .isEqualTo(alone.z().readDoubles());
                double[] own = alone.logProbability().readDoubles();
                Arrays.setAll(total, k -> total[k] + own[k]);
            }
            assertClose(draw.logProbability().readDoubles(), total);
            assertClose(q.logProbability(draw.z()).readDoubles(), total);
            NetworkInput input = family.networkInput();
            assertClose(draw.networkInput(input).readDoubles(), input.of(draw.z()).readDoubles());
            Draw reshaped = draw.reshaped(10, 1);
            assertThat(reshaped.z().shape()).isEqualTo(Shape.of(10, 1, 6));
            assertThat(reshaped.z().readDoubles()).isEqualTo(draw.z().readDoubles());
            Draw onehot = Factored.of(reshaped).get("onehot");
            assertThat(onehot.z().shape()).isEqualTo(Shape.of(10, 1, 1, 3));
            assertThat(onehot.z().readDoubles())
                    .isEqualTo(Factored.of(draw).get("onehot").z().readDoubles());
        }
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).containsExactly(expected, within(1e-12));
    }

    @Test
    void equalFactorsDrawDifferentNoise() {
        Map<String, PosteriorFamily> twins = new LinkedHashMap<>();
        twins.put("normal1", new ToyNormal.Family(3));
        twins.put("normal2", new ToyNormal.Family(3));
        ProductFamily family = new ProductFamily(twins);
        try (TensorScope scope = runtime.scope()) {
            Posterior q = family.of(runtime.zeros(Shape.of(1, 12)), TRAINING);
            double[] z = q.draw(KEY, 1).z().readDoubles();
            assertThat(Arrays.copyOfRange(z, 0, 3)).isNotEqualTo(Arrays.copyOfRange(z, 3, 6));
            Prior standard = new StandardNormal(runtime, new Euclidean(3));
            ProductPrior prior = new ProductPrior(Map.of("normal1", standard, "normal2", standard));
            double[] p = prior.sample(KEY, 1).readDoubles();
            assertThat(Arrays.copyOfRange(p, 0, 3)).isNotEqualTo(Arrays.copyOfRange(p, 3, 6));
        }
    }

    /** In closed form the divergence is the sum of the factors', and the mean of log q - log p. */
    @Test
    void theDivergenceIsTheSumOfTheFactors() {
        ProductFamily family = family();
        try (TensorScope scope = runtime.scope()) {
            ProductPrior p = reference();
            int draws = 80_000;
            ProductPosterior q = family.of(headOutput(1), Phase.evaluation());
            Draw draw = q.draw(KEY, draws);
            List<KlTerm> terms = terms(family, q, p, draw);
            assertThat(terms)
                    .extracting(KlTerm::name)
                    .containsExactly("normal", "sphere", "onehot");
            assertThat(KlTerms.source(terms)).isEqualTo(KlSource.ANALYTIC);
            double exact = KlTerms.sum(terms).readDoubles()[0];
            double[] ratios = draw.logProbability().sub(p.logProbability(draw.z())).readDoubles();
            ASSERT.mean("log q - log p", ratios, exact, 0.05);
            double sum = 0;
            for (KlTerm term : terms) {
                Posterior factor = q.factors().get(term.name());
                Prior prior = p.factors().get(term.name());
                double own =
                        PLUGINS.divergences()
                                .find(factor, prior)
                                .orElseThrow()
                                .of(factor, prior)
                                .readDoubles()[0];
                assertThat(term.value().readDoubles()[0]).isEqualTo(own).isPositive();
                sum += own;
            }
            assertThat(exact).isCloseTo(sum, within(1e-12));
        }
    }

    @Test
    void thePriorSamplesItsFactors() {
        ProductFamily family = family();
        try (TensorScope scope = runtime.scope()) {
            ProductPrior p = reference();
            Tensor z = p.sample(KEY, 4);
            assertThat(z.shape()).isEqualTo(Shape.of(4, 6));
            List<Tensor> parts = p.space().split(z);
            assertThat(parts.get(1).readDoubles())
                    .isEqualTo(
                            p.factors().get("sphere").sample(KEY.split("sphere"), 4).readDoubles());
            assertThat(p.space()).isEqualTo(family.space());
        }
    }

    @Test
    void theLocationIsThatOfTheFactors() {
        try (TensorScope scope = runtime.scope()) {
            ProductPosterior q = family().of(headOutput(2), Phase.evaluation());
            assertThat(q.location().shape()).isEqualTo(Shape.of(2, 6));
            double[] location = q.location().readDoubles();
            assertThat(location[0]).isEqualTo(head(2)[0]);
            assertThat(Math.hypot(location[1], location[2])).isCloseTo(1, within(1e-12));
            assertThat(location[3] + location[4] + location[5]).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void trainingRelaxesTheFactorsThatEvaluationDoesNot() {
        ProductFamily family = family();
        try (TensorScope scope = runtime.scope()) {
            ProductPosterior q = family.of(headOutput(1), TRAINING);
            assertThat(q.gradient()).isEqualTo(GradientKind.RELAXED);
            Draw draw = q.draw(KEY, 2);
            assertThat(draw.isRelaxed()).isTrue();
            Map<String, Draw> draws = Factored.of(draw);
            assertThat(draws.values())
                    .extracting(Draw::isRelaxed)
                    .containsExactly(false, false, true);
            ProductPrior p = reference();
            double[] own = new double[2];
            for (Map.Entry<String, Draw> drawn : draws.entrySet()) {
                double[] factor =
                        drawn.getValue()
                                .logProbabilityUnder(p.factors().get(drawn.getKey()))
                                .readDoubles();
                Arrays.setAll(own, k -> own[k] + factor[k]);
            }
            assertClose(draw.logProbabilityUnder(p).readDoubles(), own);
            Prior joint = new Joint(family.space());
            assertThatThrownBy(() -> draw.logProbabilityUnder(joint))
                    .hasMessage(
                            "prior Joint is one of all factors together, and has no relaxation with"
                                    + " which a relaxed draw could be compared; use a prior of type"
                                    + " product");
            Draw discrete = family.of(headOutput(1), Phase.evaluation()).draw(KEY, 2);
            assertThat(discrete.isRelaxed()).isFalse();
            assertThat(family.space().split(discrete.z()).get(2).readDoubles()).containsOnly(0, 1);
        }
    }

    /** Of the whole space, and of no factors. */
    private record Joint(LatentSpace space) implements Prior {
        @Override
        public Tensor logProbability(Tensor z) {
            return z.sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            throw new AssertionError("nothing is sampled here");
        }
    }

    @Test
    void theGradientIsTheWeakestOfTheFactors() {
        assertThat(GradientKind.weakest(List.of(GradientKind.IMPLICIT, GradientKind.PATHWISE)))
                .isEqualTo(GradientKind.IMPLICIT);
        assertThat(GradientKind.weakest(List.of(GradientKind.RELAXED, GradientKind.IMPLICIT)))
                .isEqualTo(GradientKind.RELAXED);
        assertThat(GradientKind.weakest(Arrays.asList(GradientKind.values())))
                .isEqualTo(GradientKind.NONE);
        Map<String, PosteriorFamily> unlike = new LinkedHashMap<>();
        unlike.put("soft", categorical(1, 2, ToyCategorical.Draws.RELAXED));
        unlike.put("hard", categorical(1, 2, ToyCategorical.Draws.DISCRETE));
        try (TensorScope scope = runtime.scope()) {
            Tensor raw = runtime.zeros(Shape.of(1, 4));
            assertThatThrownBy(() -> new ProductFamily(unlike).of(raw, TRAINING))
                    .hasMessage(
                            "factor 'soft' has a relaxed gradient and factor 'hard' none through"
                                    + " its draws: no estimator can use both; draw them alike");
        }
    }

    /** Smooth draws of three kinds: all that a step takes from a product, in its head's output. */
    @Test
    void gradientsAreThoseOfTheFunctions() {
        ProductFamily family = family();
        try (TensorScope scope = runtime.scope()) {
            Prior p = reference();
            NetworkInput input = family.networkInput();
            GradientCheck.of(runtime)
                    .check(
                            "draws of a product",
                            in -> {
                                Posterior q = family.of(in.get(0), TRAINING);
                                Draw draw = q.draw(KEY, 2);
                                List<Tensor> all = new ArrayList<>();
                                all.add(draw.networkInput(input).sin().sum(-1));
                                all.add(draw.logProbability());
                                all.add(draw.logProbabilityUnder(p));
                                all.add(KlTerms.sum(terms(family, q, p, draw)).expandDims(0));
                                return Tensor.concatenate(all, 0);
                            },
                            headOutput(2));
        }
    }

    /** Beside a draw without a gradient none has one, and log q has the score of all factors. */
    @Test
    void besideADiscreteDrawAllFollowTheScoreFunction() {
        ProductFamily family = family(ToyCategorical.Draws.DISCRETE);
        Shape shape = Shape.of(1, 7);
        double[] value =
                Differentiated.at(
                                runtime,
                                raw ->
                                        family.of(raw, TRAINING)
                                                .draw(KEY, 3)
                                                .networkInput(family.networkInput())
                                                .add(raw.sum().mul(0)),
                                head(1),
                                shape)
                        .gradient();
        assertThat(value).containsOnly(0);
        double[] drawn;
        try (TensorScope scope = runtime.scope()) {
            Posterior q = family.of(headOutput(1), TRAINING);
            assertThat(q.gradient()).isEqualTo(GradientKind.SCORE_FUNCTION);
            drawn = q.draw(KEY, 3).z().readDoubles();
        }
        double[] score =
                Differentiated.at(
                                runtime,
                                raw ->
                                        family.of(raw, TRAINING)
                                                .logProbability(
                                                        runtime.tensor(drawn, Shape.of(3, 1, 6))),
                                head(1),
                                shape)
                        .gradient();
        double[] ofDraw =
                Differentiated.at(
                                runtime,
                                raw -> family.of(raw, TRAINING).draw(KEY, 3).logProbability(),
                                head(1),
                                shape)
                        .gradient();
        assertThat(ofDraw).containsExactly(score, within(1e-10));
    }

    /** A family whose draws carry a penalty, and give networks what its input does not. */
    private record Coded(Optional<Grid> grid) implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return new Euclidean(1);
        }

        @Override
        public Head head() {
            return new Head(List.of(Head.real("code", 1)), grid);
        }

        @Override
        public NetworkInput networkInput() {
            return NetworkInput.of(2, z -> Tensor.concatenate(List.of(z, z), -1));
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            ToyNormal normal = new ToyNormal(headOutput, headOutput.mul(0));
            return new Posterior() {
                @Override
                public Draw draw(RandomKey key, int samples) {
                    Draw plain = normal.draw(key, samples);
                    return Draw.of(
                            plain.z(),
                            plain.logProbability(),
                            Tensor.concatenate(List.of(plain.z(), plain.z().add(1)), -1),
                            new TrainingEffects(
                                    Map.of("commitment", plain.logProbability()), List.of()));
                }

                @Override
                public Tensor logProbability(Tensor z) {
                    return normal.logProbability(z);
                }

                @Override
                public Tensor location() {
                    return normal.location();
                }

                @Override
                public GradientKind gradient() {
                    return GradientKind.STRAIGHT_THROUGH;
                }

                @Override
                public boolean isPointMass() {
                    return true;
                }
            };
        }
    }

    @Test
    void penaltiesAndInputsOfNetworksGoWithTheirFactors() {
        Map<String, PosteriorFamily> factors = new LinkedHashMap<>();
        factors.put("normal", new ToyNormal.Family(1));
        factors.put("code", new Coded(Optional.empty()));
        ProductFamily family = new ProductFamily(factors);
        NetworkInput input = family.networkInput();
        assertThat(input.width()).isEqualTo(3);
        try (TensorScope scope = runtime.scope()) {
            Posterior q = family.of(runtime.zeros(Shape.of(1, 3)), TRAINING);
            assertThat(q.isPointMass()).isFalse();
            Draw draw = q.draw(KEY, 1);
            assertThat(draw.effects().penalties()).containsOnlyKeys("code.commitment");
            double[] z = draw.z().readDoubles();
            double[] withOwn = {z[0], z[1], z[1] + 1};
            assertClose(draw.networkInput(input).readDoubles(), withOwn);
            assertClose(input.of(draw.z()).readDoubles(), new double[] {z[0], z[1], z[1]});
            Draw reshaped = draw.reshaped(1, 1);
            assertClose(reshaped.networkInput(input).readDoubles(), withOwn);
            assertThat(reshaped.effects().penalties()).containsOnlyKeys("code.commitment");
            factors.put("normal", new Coded(Optional.empty()));
            Posterior points =
                    new ProductFamily(factors).of(runtime.zeros(Shape.of(1, 2)), TRAINING);
            assertThat(points.isPointMass()).isTrue();
        }
    }

    @Test
    void aFactorOnAGridIsRefused() {
        Map<String, PosteriorFamily> factors = new LinkedHashMap<>();
        factors.put("normal", new ToyNormal.Family(1));
        factors.put("code", new Coded(Optional.of(new Grid(1, 1))));
        assertThatThrownBy(() -> new ProductFamily(factors))
                .hasMessage("factor 'code' lies on a grid of 1x1, and a product on none");
    }
}

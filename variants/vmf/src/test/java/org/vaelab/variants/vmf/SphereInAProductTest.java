// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.parts.product.ProductPosterior;
import org.vaelab.framework.parts.product.ProductPrior;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** Distributions on a sphere beside a line and categories, of toy families. */
class SphereInAProductTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(SphereInAProductTest.class.getClassLoader());
    private static final RandomKey KEY = RandomKey.of(17);
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 10));

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static ProductFamily family(PosteriorFamily sphere) {
        Map<String, PosteriorFamily> factors = new LinkedHashMap<>();
        factors.put("normal", new ToyNormal.Family(1));
        factors.put("sphere", sphere);
        factors.put("onehot", new ToyCategorical.Family(1, 3, ToyCategorical.Draws.RELAXED));
        return new ProductFamily(factors);
    }

    private static ProductFamily family() {
        return family(new VonMisesFisherFamily(1));
    }

    private ProductPrior prior() {
        Map<String, Prior> factors = new LinkedHashMap<>();
        factors.put("normal", new StandardNormal(runtime, new Euclidean(1)));
        factors.put("sphere", new UniformSphere(runtime, new Sphere(2)));
        factors.put("onehot", new UniformCategorical(runtime, new OneHot(1, 3)));
        return new ProductPrior(factors);
    }

    /** Head outputs away from anything special: mean, log variance, direction, kappa, logits. */
    private Tensor headOutput(int rows) {
        double[] raw = KEY.split("head").normal(rows * 8);
        double[] head = Arrays.stream(raw).map(v -> 0.7 * v + 0.1).toArray();
        return runtime.tensor(head, Shape.of(rows, 8));
    }

    /** Over the line, the circle and the three categories: sums to 1, for q and for p. */
    @Test
    void densitiesIntegrateToOne() {
        int lines = 400;
        int angles = 60;
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
            assertThat(prior().logProbability(z).exp().sum().readScalar() * cell)
                    .isCloseTo(1, within(1e-10));
        }
    }

    /** A factor draws what it would draw alone under its own key. */
    @Test
    void drawsAreThoseOfTheSphereAlone() {
        try (TensorScope scope = runtime.scope()) {
            ProductPosterior q = family().of(headOutput(2), Phase.evaluation());
            Draw draw = q.draw(KEY, 5);
            Draw alone = q.factors().get("sphere").draw(KEY.split("sphere"), 5);
            Draw factor = Factored.of(draw).get("sphere");
            assertThat(factor.z().readDoubles()).isEqualTo(alone.z().readDoubles());
            assertThat(factor.logProbability().readDoubles())
                    .containsExactly(alone.logProbability().readDoubles(), within(1e-12));
            assertThat(family().space().split(draw.z()).get(1).readDoubles())
                    .isEqualTo(alone.z().readDoubles());
        }
    }

    /** In closed form the divergence is the sum of the factors', and the mean of log q - log p. */
    @Test
    void theDivergenceIsTheSumOfTheFactors() {
        try (TensorScope scope = runtime.scope()) {
            ProductPrior p = prior();
            ProductPosterior q = family().of(headOutput(1), Phase.evaluation());
            double exact = 0;
            for (String name : q.factors().keySet()) {
                Posterior factor = q.factors().get(name);
                Prior other = p.factors().get(name);
                double own =
                        PLUGINS.divergences()
                                .find(factor, other)
                                .orElseThrow()
                                .of(factor, other)
                                .readDoubles()[0];
                assertThat(own).isPositive();
                exact += own;
            }
            Draw draw = q.draw(KEY, 40_000);
            double[] ratios = draw.logProbability().sub(p.logProbability(draw.z())).readDoubles();
            ASSERT.mean("log q - log p", ratios, exact, 0.05);
        }
    }

    @Test
    void theLocationIsThatOfTheFactors() {
        try (TensorScope scope = runtime.scope()) {
            ProductPosterior q = family().of(headOutput(2), Phase.evaluation());
            assertThat(q.location().shape()).isEqualTo(Shape.of(2, 6));
            double[] location = q.location().readDoubles();
            assertThat(Math.hypot(location[1], location[2])).isCloseTo(1, within(1e-12));
        }
    }

    /** Smooth draws of three kinds: all that a step takes from a product, in its head's output. */
    @Test
    void gradientsAreThoseOfTheFunctions() {
        ProductFamily family = family(new PowerSphericalFamily(1));
        NetworkInput input = family.networkInput();
        try (TensorScope scope = runtime.scope()) {
            ProductPrior p = prior();
            GradientCheck.of(runtime)
                    .check(
                            "draws of a product",
                            in -> {
                                ProductPosterior q = family.of(in.get(0), TRAINING);
                                Draw draw = q.draw(KEY, 2);
                                List<Tensor> all = new ArrayList<>();
                                all.add(draw.networkInput(input).sin().sum(-1));
                                all.add(draw.logProbability());
                                all.add(draw.logProbabilityUnder(p));
                                PowerSpherical sphere = (PowerSpherical) q.factors().get("sphere");
                                all.add(sphere.klToUniform().expandDims(0));
                                return Tensor.concatenate(all, 0);
                            },
                            headOutput(2));
        }
    }

    /** The decoder is given sqrt d z of the sphere. */
    @Test
    void theSphereIsLaidOutAsAlone() {
        try (TensorScope scope = runtime.scope()) {
            Draw draw = family().of(headOutput(2), Phase.evaluation()).draw(KEY, 3);
            double[] laidOut = draw.networkInput(family().networkInput()).readDoubles();
            double[] z = draw.z().readDoubles();
            for (int row = 0; row < 6; row++) {
                assertThat(laidOut[6 * row]).isEqualTo(z[6 * row]);
                assertThat(laidOut[6 * row + 1])
                        .isCloseTo(Math.sqrt(2) * z[6 * row + 1], within(1e-15));
            }
        }
    }

    /** As a config writes it; the record has the KL of the sphere by its short name. */
    @Test
    void aModelOfAProductHasTheKlOfTheSphere() {
        SmallProblem.Setup setup =
                SmallProblem.of(PLUGINS, new ProductFamily.Settings("toy-normal(2) x sphere(3)"));
        try (SmallProblem problem = setup.open(Runtimes.nd4j(DType.FLOAT64), KEY)) {
            problem.train(SmallProblem.steps(50), CheckpointStore.none(), new History());
            Evaluator evaluator =
                    new Evaluator(
                            StrictMapper.of(
                                    EvaluationSettings.class, Map.of("importanceSamples", 10)),
                            Metrics.of(PLUGINS));
            EvaluationResult result =
                    evaluator.evaluate(
                            problem.model(), SmallProblem.test(), KEY, EvaluationProgress.SILENT);
            assertThat(evaluator.klSource(problem.model())).isEqualTo(KlSource.ANALYTIC);
            try (TensorScope scope = problem.runtime().scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                ProductPosterior q =
                        (ProductPosterior)
                                new OneLatent(problem.model()).encode(x, Phase.evaluation());
                VonMisesFisher sphere = (VonMisesFisher) q.factors().get("sphere");
                assertThat(result.metrics().get("kl.sphere").value())
                        .isPositive()
                        .isCloseTo(sphere.klToUniform().mean().readScalar(), within(1e-12));
            }
        }
    }

    /** Free bits for each unit need units: a sphere has none. */
    @Test
    void theDivergenceDoesNotFallIntoUnits() {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, new VonMisesFisherFamily(2)).open();
                TensorScope scope = problem.runtime().scope()) {
            Batch batch = Batch.of(SmallProblem.evaluationExamples(problem.runtime()));
            ElboTerms terms =
                    ElboTerms.of(
                            problem.model(), batch, KEY, Phase.evaluation(), 1, KlMode.ANALYTIC);
            assertThat(terms.klSource()).isEqualTo(KlSource.ANALYTIC);
            assertThatThrownBy(terms::klByUnit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the KL of VonMisesFisher is not known for each unit of the latent"
                                    + " space; take it as a whole");
        }
    }
}

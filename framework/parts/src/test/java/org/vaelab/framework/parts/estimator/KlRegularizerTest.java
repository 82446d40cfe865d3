// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Elbo.FreeBits;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.parts.prior.LearnedCategorical;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.parts.product.ProductPrior;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.Differentiated;
import org.vaelab.testkit.problem.GivenTerms;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.GradientCheck;

/** What stands for the divergence in the loss, and the divergences of single units. */
final class KlRegularizerTest {

    private static final Plugins PLUGINS = Plugins.of(List.of(new ToyModule()));
    private static final KlWeight ONE = new KlWeight(Schedule.constant(1));
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Tensor matrix(TensorRuntime runtime, int rows, double... values) {
        return runtime.tensor(values, Shape.of(rows, values.length / rows));
    }

    private Tensor row(JsonNode golden, String field) {
        return matrix(runtime, 1, Golden.numbers(golden.get("input"), field));
    }

    private Tensor logVariance(JsonNode golden, String sigma) {
        return row(golden, sigma).log().mul(2);
    }

    private static Tensor perUnit(Posterior q, Prior p) {
        return PLUGINS.divergences().find(q, p).orElseThrow().perUnit(q, p).orElseThrow();
    }

    @Test
    void unitsOfANormalAgainstTheStandardOne() {
        Golden golden =
                Golden.beside(
                        KlRegularizerTest.class, "/org/vaelab/framework/parts/prior/gaussian.json");
        golden.cases("kl_diag_standard")
                .forEach(
                        c -> {
                            try (TensorScope scope = runtime.scope()) {
                                Tensor mean = row(c, "mu");
                                var space = new Euclidean(mean.shape().extent(1));
                                var q = new ToyNormal(mean, logVariance(c, "sigma"));
                                Prior p = new StandardNormal(runtime, space);
                                Tensor units = perUnit(q, p);
                                golden.check(c, "kl_per_dim", units.readDoubles());
                                golden.check(c, "kl", units.sum(-1).readDoubles());
                            }
                        });
    }

    @Test
    void unitsOfACategoricalAreItsVariables() {
        try (TensorScope scope = runtime.scope()) {
            OneHot space = new OneHot(2, 3);
            Tensor logits =
                    runtime.tensor(
                            new double[] {0, 0, 0, Math.log(2), 0, Math.log(5)}, Shape.of(1, 2, 3));
            var q = new ToyCategorical(logits);
            // Probabilities 1/4, 1/8, 5/8 against thirds.
            double second =
                    0.25 * Math.log(0.75) + 0.125 * Math.log(0.375) + 0.625 * Math.log(1.875);
            LearnedCategorical learned = new LearnedCategorical(runtime, space);
            for (Prior p : List.of(new UniformCategorical(runtime, space), learned)) {
                assertThat(perUnit(q, p).readDoubles())
                        .containsExactly(new double[] {0, second}, within(1e-15));
            }
            learned.parameters().get(0).assign(logits.reshape(2, 3));
            assertThat(perUnit(q, learned).readDoubles())
                    .containsExactly(new double[] {0, 0}, within(1e-15));
        }
    }

    @Test
    void unitsOfAProductAreThoseOfItsFactorsInOrder() {
        try (TensorScope scope = runtime.scope()) {
            Map<String, PosteriorFamily> factors = new LinkedHashMap<>();
            factors.put("a", new ToyNormal.Family(2));
            factors.put("b", new ToyNormal.Family(1));
            Map<String, Prior> priors = new LinkedHashMap<>();
            priors.put("a", new StandardNormal(runtime, new Euclidean(2)));
            priors.put("b", new StandardNormal(runtime, new Euclidean(1)));
            // Means and logarithms of variances, of one factor and the other.
            Tensor head = matrix(runtime, 1, 1, 2, 0, 0, 3, 0);
            ElboTerms terms = terms(head, new ProductFamily(factors), new ProductPrior(priors));
            assertThat(terms.klByUnit().readDoubles()).containsExactly(0.5, 2, 4.5);
        }
    }

    /** The terms of a model in which nothing but q and p matters. */
    private ElboTerms terms(Tensor head, PosteriorFamily family, Prior prior) {
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        x -> head,
                        family,
                        prior,
                        z -> z.slice(-1, 0, 1),
                        new GivenLikelihood(),
                        PLUGINS.divergences());
        return ElboTerms.of(
                model,
                Batch.of(matrix(runtime, 1, 0)),
                RandomKey.of(1),
                Phase.evaluation(),
                1,
                KlMode.AUTO);
    }

    @Test
    void whatDoesNotFallIntoUnitsIsRefused() {
        try (TensorScope scope = runtime.scope()) {
            Sphere circle = new Sphere(2);
            ElboTerms terms =
                    terms(
                            matrix(runtime, 1, 1, 0),
                            new ToySphere.Family(circle.dimension()),
                            new UniformSphere(runtime, circle));
            assertThatThrownBy(terms::klByUnit)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the KL of ToySphere is not known for each unit of the latent space;"
                                    + " take it as a whole");
        }
    }

    @Test
    void freeBitsAreGrantedToTheMeanOfTheBatch() {
        try (TensorScope scope = runtime.scope()) {
            // Means 0.3, 2 and 0.5: the second example of the first unit is above what is free.
            Tensor units = matrix(runtime, 2, 0, 1.5, 0.5, 0.6, 2.5, 0.5);
            KlWeight four = new KlWeight(Schedule.constant(4));
            assertThat(scalar(new FreeBits(0.4, FreeBits.Per.UNIT).weighing(ONE), units))
                    .isCloseTo(0.4 + 2 + 0.5, within(1e-15));
            assertThat(scalar(new FreeBits(0.4, FreeBits.Per.UNIT).weighing(four), units))
                    .isCloseTo(4 * 2.9, within(1e-14));
            assertThat(scalar(new FreeBits(0.4, FreeBits.Per.TOTAL).weighing(ONE), units))
                    .isCloseTo(2.8, within(1e-15));
            assertThat(scalar(new FreeBits(3, FreeBits.Per.TOTAL).weighing(ONE), units))
                    .isEqualTo(3);
        }
    }

    private static double scalar(KlRegularizer regularizer, Tensor units) {
        return GivenTerms.regularized(regularizer, units, CLOCK).value().readScalar();
    }

    @Test
    void whatIsFreeHasNoGradient() {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            Tensor units = matrix(reference, 2, 0, 1.5, 0.5, 0.6, 2.5, 0.6);
            for (FreeBits.Per per : FreeBits.Per.values()) {
                KlRegularizer free = new FreeBits(0.4, per).weighing(ONE);
                GradientCheck.of(reference)
                        .check(
                                "free bits per " + per,
                                in -> GivenTerms.regularized(free, in.get(0), CLOCK).value(),
                                units);
            }
            double[] gradient =
                    Differentiated.at(
                                    reference,
                                    in ->
                                            GivenTerms.regularized(
                                                            new FreeBits(0.4, FreeBits.Per.UNIT)
                                                                    .weighing(ONE),
                                                            in,
                                                            CLOCK)
                                                    .value(),
                                    units.readDoubles(),
                                    units.shape())
                            .gradient();
            assertThat(gradient).containsExactly(0, 0.5, 0.5, 0, 0.5, 0.5);
        }
    }

    @Test
    void freeNatsArePositive() {
        for (double nats : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new FreeBits(nats, FreeBits.Per.UNIT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("nats must be finite and above 0, is " + nats);
        }
        assertThatThrownBy(() -> new KlWeight(new Schedule.Linear(1, -1, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weight of the KL must not be negative, falls to -1.0");
        FreeBits free = new FreeBits(0.5, FreeBits.Per.UNIT);
        assertThatThrownBy(() -> new Elbo(1, KlMode.MONTE_CARLO, free))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("closed form, and kl is monte-carlo");
        assertThatThrownBy(() -> new Elbo(1, KlMode.ENTROPY, free))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("closed form, and kl is entropy");
        for (KlMode closed : new KlMode[] {KlMode.AUTO, KlMode.ANALYTIC}) {
            assertThat(new Elbo(1, closed, free).freeBits()).isEqualTo(free);
        }
        FreeBits total = new FreeBits(0.5, FreeBits.Per.TOTAL);
        assertThat(new Elbo(1, KlMode.MONTE_CARLO, total).freeBits()).isEqualTo(total);
    }

    /** Early stopping waits for it. */
    @Test
    void freeBitsMoveAsTheirWeightDoes() {
        KlRegularizer ramp =
                new FreeBits(0.5, FreeBits.Per.UNIT)
                        .weighing(new KlWeight(new Schedule.Linear(0, 1, 10)));
        assertThat(ramp.isMoving(new TrainingProgress(5, 100))).isTrue();
        assertThat(ramp.isMoving(new TrainingProgress(50, 100))).isFalse();
    }

    /**
     * A weight of 30 makes the model give up; what is free it keeps, and the bound stays the bound.
     */
    @Tag("full")
    @Test
    void freeBitsKeepUnitsFromGivingUp() {
        KlWeight heavy = new KlWeight(Schedule.constant(30));
        double[] kl = new double[2];
        for (int i = 0; i < 2; i++) {
            try (SmallProblem problem = SmallProblem.open()) {
                KlRegularizer regularizer =
                        i == 0 ? heavy : new FreeBits(0.3, FreeBits.Per.UNIT).weighing(heavy);
                problem.use(RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), regularizer));
                History history = new History();
                problem.train(SmallProblem.steps(400), CheckpointStore.none(), history);
                kl[i] = history.mean("kl", 300, 400);
                StepReport last = history.reports().get(399);
                assertThat(last.klWeight()).isEqualTo(30);
                assertThat(last.values().get("reconstruction") - last.values().get("kl"))
                        .isCloseTo(last.values().get("bound"), within(1e-12));
            }
        }
        assertThat(kl[0]).isLessThan(0.05);
        assertThat(kl[1]).isGreaterThan(0.3);
    }

    @Test
    void cyclicalAnnealingReachesTheLoss() {
        Schedule cycles = new Schedule.Cyclical(0, 1, 4, 0.5);
        try (SmallProblem problem = SmallProblem.open()) {
            problem.use(RegularizedEstimator.of(new Elbo(1, KlMode.AUTO), cycles));
            History history = new History();
            problem.train(SmallProblem.steps(8), CheckpointStore.none(), history);
            assertThat(history.reports().stream().map(StepReport::klWeight))
                    .containsExactly(0.0, 0.5, 1.0, 1.0, 0.0, 0.5, 1.0, 1.0);
            for (StepReport report : history.reports()) {
                double kl = report.values().get("kl");
                assertThat(report.values().get("loss"))
                        .isCloseTo(
                                report.klWeight() * kl - report.values().get("reconstruction"),
                                within(1e-12));
            }
        }
    }
}

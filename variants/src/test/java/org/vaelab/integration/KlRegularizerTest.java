// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Divergence;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.FreeBits;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.model.ClosedFormKl;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.standard.ElboFactory;
import org.vaelab.framework.posterior.Categorical;
import org.vaelab.framework.posterior.DiagonalNormal;
import org.vaelab.framework.posterior.DiscreteCategorical;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.VonMisesFisher;
import org.vaelab.framework.prior.LearnedCategorical;
import org.vaelab.framework.prior.LearnedNormal;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.prior.UniformCategorical;
import org.vaelab.framework.prior.UniformSphere;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.integration.SmallProblem.History;
import org.vaelab.testkit.tensor.GradientCheck;

/** What stands for the divergence in the loss, and the divergences of single units. */
final class KlRegularizerTest {

    private static final Plugins PLUGINS = Plugins.load(KlRegularizerTest.class.getClassLoader());
    private static final KlWeight ONE = new KlWeight(Schedule.constant(1));
    private static final Clock CLOCK = new Clock(0, 1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** Terms of which only the divergences are of interest: one row of units for each example. */
    static ElboTerms terms(Tensor units) {
        Tensor zeros = units.runtime().zeros(units.shape().range(0, 1));
        Tensor kl = units.sum(-1);
        Draw none = Draw.of(zeros.expandDims(0), zeros.expandDims(0));
        return new ElboTerms(none, zeros, List.of(kl), kl, Divergence.EXACT, () -> units);
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

    private Tensor perUnit(Posterior q, Class<? extends Posterior> type, Prior p) {
        return closedForm(type, p).perUnit(q, p).orElseThrow();
    }

    private static ClosedFormKl<?, ?> closedForm(Class<? extends Posterior> type, Prior p) {
        return PLUGINS.closedFormKl(type, p.getClass()).orElseThrow();
    }

    @Test
    void unitsOfANormalAgainstTheStandardOne() {
        Golden golden = Golden.file("gaussian.json");
        golden.cases("kl_diag_standard")
                .forEach(
                        c -> {
                            try (TensorScope scope = runtime.scope()) {
                                Tensor mean = row(c, "mu");
                                var space = new Euclidean(mean.shape().extent(1));
                                var q = new DiagonalNormal(mean, logVariance(c, "sigma"));
                                Prior p = new StandardNormal(runtime, space);
                                Tensor units = perUnit(q, DiagonalNormal.class, p);
                                golden.check(c, "kl_per_dim", units.readDoubles());
                                golden.check(c, "kl", units.sum(-1).readDoubles());
                            }
                        });
    }

    @Test
    void unitsOfANormalAgainstAnotherOne() {
        Golden golden = Golden.file("gaussian.json");
        golden.cases("kl_diag_diag")
                .forEach(
                        c -> {
                            try (TensorScope scope = runtime.scope()) {
                                Tensor mean = row(c, "mu0");
                                int d = mean.shape().extent(1);
                                var q = new DiagonalNormal(mean, logVariance(c, "sigma0"));
                                LearnedNormal p = new LearnedNormal(runtime, new Euclidean(d));
                                List<Parameter> moved = p.parameters();
                                moved.get(0).assign(row(c, "mu1").reshape(d));
                                moved.get(1).assign(logVariance(c, "sigma1").reshape(d));
                                Tensor units = perUnit(q, DiagonalNormal.class, p);
                                golden.check(c, "kl_per_dim", units.readDoubles());
                                golden.check(
                                        c,
                                        "kl",
                                        closedForm(DiagonalNormal.class, p).of(q, p).readDoubles());
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
            var q = new DiscreteCategorical(logits);
            // Probabilities 1/4, 1/8, 5/8 against thirds.
            double second =
                    0.25 * Math.log(0.75) + 0.125 * Math.log(0.375) + 0.625 * Math.log(1.875);
            LearnedCategorical learned = new LearnedCategorical(runtime, space);
            for (Prior p : List.of(new UniformCategorical(runtime, space), learned)) {
                assertThat(perUnit(q, Categorical.class, p).readDoubles())
                        .containsExactly(new double[] {0, second}, within(1e-15));
            }
            learned.parameters().get(0).assign(logits.reshape(2, 3));
            assertThat(perUnit(q, Categorical.class, learned).readDoubles())
                    .containsExactly(new double[] {0, 0}, within(1e-15));
        }
    }

    @Test
    void unitsOfAProductAreThoseOfItsFactorsInOrder() {
        try (TensorScope scope = runtime.scope()) {
            var first = new DiagonalNormal(matrix(runtime, 1, 1, 2), matrix(runtime, 1, 0, 0));
            var second = new DiagonalNormal(matrix(runtime, 1, 3), matrix(runtime, 1, 0));
            Prior standard = new StandardNormal(runtime, new Euclidean(1));
            Optional<ClosedFormKl<?, ?>> normal =
                    PLUGINS.closedFormKl(DiagonalNormal.class, StandardNormal.class);
            KlDivergence product =
                    new KlDivergence(
                            List.of(
                                    new KlDivergence.Factor("a", normal),
                                    new KlDivergence.Factor("b", normal)));
            Tensor units =
                    product.perUnit(
                            new Both(List.of(first, second)),
                            new BothPriors(List.of(standard, standard)));
            assertThat(units.readDoubles()).containsExactly(0.5, 2, 4.5);
        }
    }

    @Test
    void whatDoesNotFallIntoUnitsIsRefused() {
        try (TensorScope scope = runtime.scope()) {
            Prior p = new UniformSphere(runtime, new Sphere(2));
            Posterior q = new VonMisesFisher(matrix(runtime, 1, 1, 0, 0), runtime.vector(2));
            KlDivergence kl =
                    KlDivergence.of(PLUGINS.closedFormKl(VonMisesFisher.class, p.getClass()));
            assertThatThrownBy(() -> kl.perUnit(q, p))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the divergence of VonMisesFisher from UniformSphere is not known for"
                                    + " each unit of the latent space; take it as a whole");
        }
    }

    @Test
    void freeBitsAreGrantedToTheMeanOfTheBatch() {
        try (TensorScope scope = runtime.scope()) {
            // Means 0.3, 2 and 0.5: the second example of the first unit is above what is free.
            ElboTerms terms = terms(matrix(runtime, 2, 0, 1.5, 0.5, 0.6, 2.5, 0.5));
            KlWeight four = new KlWeight(Schedule.constant(4));
            assertThat(scalar(new FreeBits(ONE, 0.4, FreeBits.Per.UNIT), terms))
                    .isCloseTo(0.4 + 2 + 0.5, within(1e-15));
            assertThat(scalar(new FreeBits(four, 0.4, FreeBits.Per.UNIT), terms))
                    .isCloseTo(4 * 2.9, within(1e-14));
            assertThat(scalar(new FreeBits(ONE, 0.4, FreeBits.Per.TOTAL), terms))
                    .isCloseTo(2.8, within(1e-15));
            assertThat(scalar(new FreeBits(ONE, 3, FreeBits.Per.TOTAL), terms)).isEqualTo(3);
        }
    }

    private static double scalar(KlRegularizer regularizer, ElboTerms terms) {
        return regularizer.of(terms, CLOCK).readScalar();
    }

    @Test
    void whatIsFreeHasNoGradient() {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            Tensor units = matrix(reference, 2, 0, 1.5, 0.5, 0.6, 2.5, 0.6);
            for (FreeBits.Per per : FreeBits.Per.values()) {
                FreeBits free = new FreeBits(ONE, 0.4, per);
                GradientCheck.of(reference)
                        .check(
                                "free bits per " + per,
                                in -> free.of(terms(in.get(0)), CLOCK),
                                units);
            }
            double[] gradient =
                    Differentiated.at(
                                    reference,
                                    in ->
                                            new FreeBits(ONE, 0.4, FreeBits.Per.UNIT)
                                                    .of(terms(in), CLOCK),
                                    units.readDoubles(),
                                    units.shape())
                            .gradient();
            assertThat(gradient).containsExactly(0, 0.5, 0.5, 0, 0.5, 0.5);
        }
    }

    @Test
    void freeNatsArePositive() {
        for (double nats : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new FreeBits(ONE, nats, FreeBits.Per.UNIT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("nats must be finite and above 0, is " + nats);
        }
        assertThatThrownBy(() -> new KlWeight(new Schedule.Linear(1, -1, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weight of the KL must not be negative, falls to -1.0");
        ElboFactory.Free free = new ElboFactory.Free(0.5, null);
        assertThatThrownBy(() -> new ElboFactory.Settings(1, KlMode.MONTE_CARLO, free))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("closed form, and kl is monte-carlo");
    }

    /** A weight of 30 makes the model give up; what is free it keeps, and the bound stays the bound. */
    @Test
    void freeBitsKeepUnitsFromGivingUp() {
        KlWeight heavy = new KlWeight(Schedule.constant(30));
        double[] kl = new double[2];
        for (int i = 0; i < 2; i++) {
            try (SmallProblem problem = SmallProblem.open()) {
                KlRegularizer regularizer =
                        i == 0 ? heavy : new FreeBits(heavy, 0.3, FreeBits.Per.UNIT);
                problem.estimator = new Elbo(1, KlMode.AUTO, regularizer);
                History history = new History();
                problem.train(steps(400), CheckpointStore.none(), history);
                kl[i] = history.mean("kl", 300, 400);
                StepReport last = history.reports.get(399);
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
            problem.estimator = new Elbo(1, KlMode.AUTO, cycles);
            History history = new History();
            problem.train(steps(8), CheckpointStore.none(), history);
            assertThat(history.reports.stream().map(StepReport::klWeight))
                    .containsExactly(0.0, 0.5, 1.0, 1.0, 0.0, 0.5, 1.0, 1.0);
            for (StepReport report : history.reports) {
                double kl = report.values().get("kl");
                assertThat(report.values().get("loss"))
                        .isCloseTo(
                                report.klWeight() * kl - report.values().get("reconstruction"),
                                within(1e-12));
            }
        }
    }

    static TrainingSettings steps(long steps) {
        return new TrainingSettings(
                steps, SmallProblem.BATCH, null, null, null, null, null, null, null);
    }

    private record Both(List<Posterior> factors) implements Posterior {
        @Override
        public Draw draw(RandomKey key, int samples) {
            throw new AssertionError("closed forms need no draw");
        }

        @Override
        public Tensor logProbability(Tensor z) {
            throw new AssertionError("closed forms need no density");
        }

        @Override
        public Tensor location() {
            throw new AssertionError("closed forms need no location");
        }

        @Override
        public GradientKind gradient() {
            return factors.get(0).gradient();
        }
    }

    private record BothPriors(List<Prior> factors) implements Prior {
        @Override
        public Euclidean space() {
            return new Euclidean(3);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            throw new AssertionError("closed forms need no density");
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            throw new AssertionError("closed forms need no draw");
        }
    }
}

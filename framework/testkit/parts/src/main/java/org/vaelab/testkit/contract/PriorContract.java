// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * What every prior promises, on the space of each of some posteriors, with its parameters moved away
 * from where they start.
 *
 * <pre>{@code
 * final class LaplacePriorContractTest extends PriorContract {
 *     LaplacePriorContractTest() {
 *         super("laplace", Part.of("diagonal-normal", "{latent: 2}"), "{scale: 0.5}");
 *     }
 * }
 * }</pre>
 *
 * <p>Choose spaces of one or two dimensions, or with few values, as for {@link PosteriorContract}.
 * A prior of a space of its own overrides {@link #rule}.
 */
public abstract non-sealed class PriorContract extends PartContract {

    private final List<Part> posteriors;

    /**
     * Creates the contract of a registered prior.
     *
     * @param settings as in a config, see {@link Part}; none are the defaults
     */
    protected PriorContract(String name, Part posterior, String... settings) {
        this(name, List.of(posterior), settings);
    }

    /**
     * Creates the contract of a registered prior that lives on several spaces.
     *
     * @param settings as in a config, see {@link Part}; none are the defaults
     */
    protected PriorContract(String name, List<Part> posteriors, String... settings) {
        super(PriorPart.class, name, settings);
        this.posteriors = List.copyOf(posteriors);
    }

    /** Returns the relative error that float32 may have against float64. */
    protected double singlePrecision() {
        return 2e-5;
    }

    /** Returns the domain of the data, for a prior that is made of an encoder. */
    protected ValueDomain domain() {
        return ValueDomain.BINARY;
    }

    /**
     * Returns how to integrate over a space; there is a rule already for the spaces of the framework,
     * and one for products of spaces with rules.
     */
    protected IntegrationRule rule(LatentSpace space) {
        return IntegrationRule.of(space);
    }

    /** Returns what the model is given, for a prior p(z given c), which is tested at one c. */
    protected Condition condition() {
        return Condition.NONE;
    }

    private interface Check {
        void run(Case made, RandomKey key) throws Exception;
    }

    /** Settings of the prior, and the posterior on whose space it is made. */
    private record Case(PriorContract contract, String settings, Part posterior) {

        Prior on(TensorRuntime runtime, RandomKey key) {
            RandomKey own = key.split("part");
            PosteriorFamily family =
                    PartContract.posterior(posterior).create(Assembly.context(runtime, own));
            PriorContext alone = Assembly.behind(runtime, own, family, contract.domain());
            Condition condition = contract.condition();
            ConditionalPrior made =
                    contract.made(PriorPart.class, settings)
                            .create(
                                    new PriorContext(
                                            alone.part(),
                                            alone.posterior(),
                                            alone.chosenEncoder(),
                                            condition));
            move(runtime, made.parameters(), key);
            return made instanceof Prior prior ? prior : new AtCondition(made, condition, runtime);
        }

        @Override
        public String toString() {
            return settings + " on " + posterior;
        }
    }

    private Stream<DynamicTest> eachSpace(String check, Check body) {
        return settings().stream()
                .flatMap(settings -> posteriors.stream().map(p -> new Case(this, settings, p)))
                .map(made -> test(made.toString(), check, key -> body.run(made, key)));
    }

    private DensityCheck density(Case made, RandomKey key) {
        PriorDistribution distribution = distribution(made.on(runtime(), key));
        return new DensityCheck("p(z)", distribution, key);
    }

    private PriorDistribution distribution(Prior prior) {
        return new PriorDistribution(runtime(), prior, rule(prior.space()));
    }

    /** The density integrates to 1: quadrature, a finite sum, or importance sampling. */
    @TestFactory
    final Stream<DynamicTest> densityNormalises() {
        return eachSpace("normalises", (made, key) -> density(made, key).normalises());
    }

    /** The sampler draws what the density says; a defect of a tenth would be found. */
    @TestFactory
    final Stream<DynamicTest> drawsHaveTheDensity() {
        return eachSpace("draws", (made, key) -> density(made, key).drawsHaveTheDensity());
    }

    /** The same key gives the same values, another key others; a density has the shape of draws. */
    @TestFactory
    final Stream<DynamicTest> keysDecideTheBytes() {
        return eachSpace(
                "keys",
                (made, key) -> {
                    Prior prior = made.on(runtime(), key);
                    Shape event = prior.space().eventShape();
                    Tensor z = prior.sample(key, 40);
                    assertThat(z.shape()).isEqualTo(event.prepend(40));
                    double[] values = z.readDoubles();
                    assertThat(prior.sample(key, 40).readDoubles()).isEqualTo(values);
                    assertThat(prior.sample(key.split("other"), 40).readDoubles())
                            .isNotEqualTo(values);
                    Tensor flat = prior.logProbability(z);
                    assertThat(flat.shape()).isEqualTo(Shape.of(40));
                    Tensor folded = prior.logProbability(z.reshape(event.prepend(2, 4, 5)));
                    assertThat(folded.shape()).isEqualTo(Shape.of(2, 4, 5));
                    assertClose("folded", folded.readDoubles(), flat.readDoubles(), 1e-12);
                });
    }

    /** Preparation does not change densities, space, parameters and draws. */
    @TestFactory
    final Stream<DynamicTest> aPreparedPriorIsTheSamePrior() {
        return eachSpace(
                "prepared",
                (made, key) -> {
                    Prior prior = made.on(runtime(), key);
                    Prior prepared = prior.prepared();
                    Tensor z = prior.sample(key, 40);
                    assertThat(prepared.space()).isEqualTo(prior.space());
                    assertThat(names(prepared.parameters())).isEqualTo(names(prior.parameters()));
                    assertThat(Factored.of(prepared).keySet())
                            .isEqualTo(Factored.of(prior).keySet());
                    assertThat(prepared.sample(key, 40).readDoubles()).isEqualTo(z.readDoubles());
                    assertThat(prepared.logProbability(z).readDoubles())
                            .isEqualTo(prior.logProbability(z).readDoubles());
                });
    }

    /** Densities of units, if there are any, sum to the density, prepared or not. */
    @TestFactory
    final Stream<DynamicTest> unitsSumToTheDensity() {
        return eachSpace(
                "units",
                (made, key) -> {
                    Prior prior = made.on(runtime(), key);
                    assertThat(prior.prepared().byUnit().isPresent())
                            .isEqualTo(prior.byUnit().isPresent());
                    if (prior.byUnit().isPresent()) {
                        int units = 1 + Arrays.stream(prior.space().units()).max().orElseThrow();
                        Shape event = prior.space().eventShape();
                        Tensor z = prior.sample(key, 40).reshape(event.prepend(2, 4, 5));
                        double[] density = prior.logProbability(z).readDoubles();
                        for (Prior p : List.of(prior, prior.prepared())) {
                            Tensor densities = p.byUnit().orElseThrow().apply(z);
                            assertThat(densities.shape()).isEqualTo(Shape.of(2, 4, 5, units));
                            double[] sum = densities.sum(-1).readDoubles();
                            assertClose("sum over the units", sum, density, 1e-12);
                        }
                    }
                });
    }

    /** Finite differences of log p in z, where z is continuous, and in each parameter. */
    @TestFactory
    final Stream<DynamicTest> derivativesAreThoseOfFiniteDifferences() {
        return eachSpace(
                "derivatives",
                (made, key) -> {
                    Prior prior = made.on(runtime(), key);
                    assertThat(names(prior.parameters())).doesNotHaveDuplicates();
                    Tensor z = prior.sample(key, 6);
                    if (prior.space().measure() != BaseMeasure.COUNTING) {
                        GradientCheck.of(runtime())
                                .key(key)
                                .check("log p in z", in -> prior.logProbability(in.get(0)), z);
                    }
                    for (Parameter parameter : prior.parameters()) {
                        if (parameter.role() == Parameter.Role.LEARNED) {
                            checkParameter(prior, parameter, z, key);
                        }
                    }
                });
    }

    /** Along a random direction; the density must depend on what is learned. */
    private void checkParameter(Prior prior, Parameter parameter, Tensor z, RandomKey key) {
        double[] start = parameter.value().readDoubles();
        double[] direction = key.split(parameter.name()).normal(start.length);
        double[] gradient;
        try (GradientTape tape = GradientTape.record(runtime())) {
            gradient =
                    tape.gradients(prior.logProbability(z).sum())
                            .of(parameter.value())
                            .readDoubles();
        }
        assertThat(Arrays.stream(gradient).anyMatch(g -> g != 0))
                .as("the density depends on parameter " + parameter.name())
                .isTrue();
        double analytic = 0;
        double numeric = 0;
        double step = 1e-5;
        for (int side = -1; side <= 1; side += 2) {
            double[] moved = start.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += side * step * direction[i];
            }
            parameter.assign(runtime().tensor(moved, parameter.value().shape()));
            numeric += side * prior.logProbability(z).sum().readScalar() / (2 * step);
        }
        parameter.assign(runtime().tensor(start, parameter.value().shape()));
        for (int i = 0; i < start.length; i++) {
            analytic += gradient[i] * direction[i];
        }
        assertClose(
                "derivative in " + parameter.name(),
                new double[] {analytic},
                new double[] {numeric},
                1e-6);
    }

    /** Points near 0 and far away, in float32, with their gradients. */
    @TestFactory
    final Stream<DynamicTest> extremePointsAreFinite() {
        return eachSpace(
                "extreme points",
                (made, key) -> {
                    try (TensorRuntime single = open(DType.FLOAT32)) {
                        Prior prior;
                        Tensor z;
                        try (TensorScope scope = single.scope()) {
                            prior = made.on(single, key);
                            Tensor drawn = prior.sample(key, 50);
                            z = single.keep(extremes(prior, drawn), true);
                        }
                        try (TensorScope scope = single.scope();
                                GradientTape tape = GradientTape.record(single)) {
                            Tensor p = prior.logProbability(z);
                            assertFinite("log p", p.readDoubles());
                            double[] gradient = new double[0];
                            if (prior.space().measure() != BaseMeasure.COUNTING) {
                                // A uniform density depends on no point.
                                Tensor sum = p.sum().add(z.mul(0).sum());
                                gradient = tape.gradients(sum).of(z).readDoubles();
                            }
                            assertFinite("gradient in z", gradient);
                        }
                        single.release(z);
                    }
                });
    }

    private Tensor extremes(Prior prior, Tensor drawn) {
        double[] extremes = rule(prior.space()).extremes(drawn.readDoubles());
        Shape event = prior.space().eventShape();
        return drawn.runtime().tensor(extremes, event.prepend(extremes.length / event.size()));
    }

    /** Densities of the same points, and draws of the same key, in float32 and in float64. */
    @TestFactory
    final Stream<DynamicTest> singlePrecisionAgreesWithDouble() {
        return eachSpace(
                "float32",
                (made, key) -> {
                    double[] points;
                    try (TensorScope scope = runtime().scope()) {
                        points = made.on(runtime(), key).sample(key, 50).readDoubles();
                    }
                    double[][][] results = new double[2][][];
                    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                        try (TensorRuntime own = open(dtype);
                                TensorScope scope = own.scope()) {
                            Prior prior = made.on(own, key);
                            Shape event = prior.space().eventShape();
                            Tensor p = prior.logProbability(own.tensor(points, event.prepend(50)));
                            Tensor z = prior.sample(key, 50);
                            assertThat(p.dtype()).isEqualTo(dtype);
                            assertThat(z.dtype()).isEqualTo(dtype);
                            results[dtype == DType.FLOAT32 ? 0 : 1] =
                                    new double[][] {p.readDoubles(), z.readDoubles()};
                        }
                    }
                    assertClose("log p", results[0][0], results[1][0], singlePrecision());
                    assertClose("z", results[0][1], results[1][1], singlePrecision());
                });
    }

    /** A prior made from another key is, after a checkpoint is read, the same distribution. */
    @TestFactory
    final Stream<DynamicTest> parametersSurviveACheckpoint() {
        return eachSpace(
                "checkpoint",
                (made, key) -> {
                    Prior written = made.on(runtime(), key);
                    Prior read = made.on(runtime(), key.split("other"));
                    CheckpointTrip.copy(written.parameters(), read.parameters());
                    Tensor z = written.sample(key, 20);
                    assertThat(read.sample(key, 20).readDoubles()).isEqualTo(z.readDoubles());
                    assertThat(read.logProbability(z).readDoubles())
                            .isEqualTo(written.logProbability(z).readDoubles());
                });
    }
}

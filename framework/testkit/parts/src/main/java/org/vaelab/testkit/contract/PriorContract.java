// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * final class LogisticPriorContractTest extends PriorContract {
 *     LogisticPriorContractTest() {
 *         super("logistic", ConfiguredPart.of("diagonal-normal", "{latent: 2}"), "{scale: 0.5}");
 *     }
 * }
 * }</pre>
 *
 * <p>Choose spaces of one or two dimensions, or with few values, as for {@link PosteriorContract}.
 * A prior of a space of its own overrides {@link #rule}.
 */
public abstract non-sealed class PriorContract extends PartContract {

    private final List<ConfiguredPart> posteriors;
    private final Map<Case, PriorDistribution> shared = new HashMap<>();

    /**
     * Creates the contract of a registered prior.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected PriorContract(String name, ConfiguredPart posterior, String... settings) {
        this(name, List.of(posterior), settings);
    }

    /**
     * Creates the contract of a registered prior that lives on several spaces.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected PriorContract(String name, List<ConfiguredPart> posteriors, String... settings) {
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

    /** Settings of the prior, and the posterior on whose space it is made. */
    private record Case(PriorContract contract, String settings, ConfiguredPart posterior) {

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

    @Override
    List<?> values(Class<?> type) {
        return type == Case.class
                ? settings().stream()
                        .flatMap(text -> posteriors.stream().map(p -> new Case(this, text, p)))
                        .toList()
                : super.values(type);
    }

    private DensityCheck density(Case made) {
        return shared.computeIfAbsent(
                        made,
                        first -> {
                            RandomKey key = key("density");
                            Prior prior = made.on(runtime(), key);
                            IntegrationRule rule = rule(prior.space()).withTails(prior.tailIndex());
                            return new PriorDistribution(runtime(), prior, rule, key);
                        })
                .density();
    }

    /** The density integrates to 1: quadrature, a finite sum, or importance sampling. */
    @Check("normalises")
    final void densityNormalises(Case made) {
        density(made).normalises();
    }

    /** The sampler draws what the density says; a defect of a tenth would be found. */
    @Check("draws")
    final void drawsHaveTheDensity(Case made) {
        density(made).drawsHaveTheDensity();
    }

    /** The same key gives the same values, another key others; a density has the shape of draws. */
    @Check("keys")
    final void keysDecideTheBytes(Case made, RandomKey key) {
        Prior prior = made.on(runtime(), key);
        Shape event = prior.space().eventShape();
        Tensor z = prior.sample(key, 40);
        assertThat(z.shape()).isEqualTo(event.prepend(40));
        double[] values = z.readDoubles();
        assertThat(prior.sample(key, 40).readDoubles()).isEqualTo(values);
        assertThat(prior.sample(key.split("other"), 40).readDoubles()).isNotEqualTo(values);
        Tensor flat = prior.logProbability(z);
        assertThat(flat.shape()).isEqualTo(Shape.of(40));
        Tensor folded = prior.logProbability(z.reshape(event.prepend(2, 4, 5)));
        assertThat(folded.shape()).isEqualTo(Shape.of(2, 4, 5));
        assertClose("folded", folded.readDoubles(), flat.readDoubles(), 1e-12);
    }

    /** Preparation does not change densities, space, parameters and draws. */
    @Check("prepared")
    final void aPreparedPriorIsTheSamePrior(Case made, RandomKey key) {
        Prior prior = made.on(runtime(), key);
        Prior prepared = prior.prepared();
        Tensor z = prior.sample(key, 40);
        assertThat(prepared.space()).isEqualTo(prior.space());
        assertThat(names(prepared.parameters())).isEqualTo(names(prior.parameters()));
        assertThat(Factored.of(prepared).keySet()).isEqualTo(Factored.of(prior).keySet());
        assertThat(prepared.sample(key, 40).readDoubles()).isEqualTo(z.readDoubles());
        assertThat(prepared.logProbability(z).readDoubles())
                .isEqualTo(prior.logProbability(z).readDoubles());
    }

    /** Densities of units, if there are any, sum to the density, prepared or not. */
    @Check("units")
    final void unitsSumToTheDensity(Case made, RandomKey key) {
        Prior prior = made.on(runtime(), key);
        assertThat(prior.prepared().byUnit().isPresent()).isEqualTo(prior.byUnit().isPresent());
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
                Tensor points = z.reshape(event.prepend(40));
                new SpaceCheck(prior.space(), rule(prior.space()))
                        .checkDensities("byUnit()", p.byUnit().orElseThrow(), points);
            }
        }
    }

    /** The distribution functions of coordinates, where they are known, are those of draws. */
    @Check("distribution functions")
    final void distributionFunctionsAreThoseOfDraws(Case made) {
        DensityCheck density = density(made);
        CoordinatesCheck.check(density.distribution(), made.on(runtime(), key("density")));
    }

    /** The variances of coordinates, where they are known, are those of the density. */
    @Check("variances")
    final void variancesAreThoseOfTheDensity(Case made) {
        Prior prior = made.on(runtime(), key("density"));
        if (prior.variances().isEmpty()) {
            return;
        }
        double[] variances = prior.variances().get();
        assertThat(variances).as("variances()").hasSize(prior.space().eventShape().size());
        DensityCheck density = density(made);
        for (int j = 0; j < variances.length; j++) {
            density.agrees("variance of coordinate " + j, variances[j], density.squares(j));
        }
    }

    /** Finite differences of log p in z, where z is continuous, and in each parameter. */
    @Check("derivatives")
    final void derivativesAreThoseOfFiniteDifferences(Case made, RandomKey key) {
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
    @Check("extreme points")
    final void extremePointsAreFinite(Case made, RandomKey key) {
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
    }

    private Tensor extremes(Prior prior, Tensor drawn) {
        double[] extremes = rule(prior.space()).extremes(drawn.readDoubles());
        Shape event = prior.space().eventShape();
        return drawn.runtime().tensor(extremes, event.prepend(extremes.length / event.size()));
    }

    /** Densities of the same points, and draws of the same key, in float32 and in float64. */
    @Check("float32")
    final void singlePrecisionAgreesWithDouble(Case made, RandomKey key) {
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
    }

    /** A prior made from another key is, after a checkpoint is read, the same distribution. */
    @Check("checkpoint")
    final void parametersSurviveACheckpoint(Case made, RandomKey key) throws IOException {
        Prior written = made.on(runtime(), key);
        Prior read = made.on(runtime(), key.split("other"));
        CheckpointTrip.copy(written.parameters(), read.parameters());
        Tensor z = written.sample(key, 20);
        assertThat(read.sample(key, 20).readDoubles()).isEqualTo(z.readDoubles());
        assertThat(read.logProbability(z).readDoubles())
                .isEqualTo(written.logProbability(z).readDoubles());
    }
}

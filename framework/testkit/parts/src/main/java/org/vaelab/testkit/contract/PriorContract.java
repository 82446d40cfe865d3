// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * What every prior promises, on the space of each of some posteriors, with its parameters moved
 * away from where they start.
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

    private static final int MANY = 12;

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
     * Returns how to integrate over a space; there is a rule already for the spaces of the
     * framework, and one for products of spaces with rules.
     */
    protected IntegrationRule rule(LatentSpace space) {
        return IntegrationRule.of(space);
    }

    /** Returns what the model is given, for a prior p(z given c), which is tested at one c. */
    protected Conditioning condition() {
        return Conditioning.NONE;
    }

    /**
     * Returns whether 150,000 draws and their densities take less than a few seconds, by default
     * yes. Then the contract draws so many.
     */
    protected boolean drawsAreCheap() {
        return true;
    }

    /** Settings of the prior, and the posterior on whose space it is made. */
    private record Case(PriorContract contract, String settings, ConfiguredPart posterior) {

        Prior on(TensorRuntime runtime, RandomKey key) {
            PriorPart part = contract.made(PriorPart.class, settings);
            ConditionalPrior made = part.create(contract.context(runtime, posterior, key));
            return contract.moved(made, runtime, key);
        }

        @Override
        public String toString() {
            return settings + " on " + posterior;
        }
    }

    private PriorContext context(TensorRuntime runtime, ConfiguredPart posterior, RandomKey key) {
        RandomKey own = key.split("part");
        PosteriorFamily family =
                PartContract.posterior(posterior).create(Assembly.context(runtime, own));
        PriorContext alone = Assembly.behind(runtime, own, family, domain());
        return new PriorContext(
                alone.part(), alone.posterior(), alone.chosenEncoder(), condition());
    }

    private Prior moved(ConditionalPrior made, TensorRuntime runtime, RandomKey key) {
        move(runtime, made.parameters(), key);
        return made instanceof Prior prior ? prior : new AtCondition(made, condition(), runtime);
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        PriorContext context = context(runtime(), posteriors.get(0), key);
        Fingerprint print = new Fingerprint(runtime());
        ConditionalPrior made = ((PriorPart) part).create(context);
        print.addParameters(made.parameters());
        SettingsOfPosterior.add(print, moved(made, runtime(), key), key);
        return Optional.of(print);
    }

    /** {@inheritDoc} Here it is that a second call, or a second prior of the same key, differs. */
    @Override
    final Optional<String> cause(Trial trial) {
        Optional<Object> made = trial.arguments().stream().filter(Case.class::isInstance).findAny();
        try (TensorScope scope = runtime().scope()) {
            return made.flatMap(
                    one ->
                            stateBetweenCalls((Case) one)
                                    .or(
                                            () ->
                                                    trial.name().equals("normalises")
                                                            ? Optional.empty()
                                                            : density((Case) one).defect()));
        } catch (AssertionError | RuntimeException e) {
            return Optional.empty();
        }
    }

    private Optional<String> stateBetweenCalls(Case made) {
        RandomKey key = key("second call");
        Prior prior = made.on(runtime(), key);
        Prior other = made.on(runtime(), key);
        if (!Arrays.deepEquals(
                values(prior.parameters()).toArray(), values(other.parameters()).toArray())) {
            return Optional.of(
                    "two priors of one key start with other parameters: initial values are not from"
                            + " the key of the context");
        }
        double[] z = prior.sample(key, 10).readDoubles();
        return Arrays.equals(z, prior.sample(key, 10).readDoubles())
                ? Optional.empty()
                : Optional.of(
                        "a second call with the same key gives other draws: the prior keeps state"
                                + " between calls, or takes noise that is not from the key");
    }

    @Override
    List<?> ofSettings(Class<?> type, List<String> some) {
        return type == Case.class
                ? some.stream()
                        .flatMap(text -> posteriors.stream().map(p -> new Case(this, text, p)))
                        .toList()
                : super.ofSettings(type, some);
    }

    private DensityCheck density(Case made) {
        return distribution(made).density();
    }

    private PriorDistribution distribution(Case made) {
        return shared.computeIfAbsent(
                made,
                first -> {
                    RandomKey key = key("density");
                    Prior prior = made.on(runtime(), key);
                    IntegrationRule rule = rule(prior.space()).withTails(prior.tailIndex());
                    return new PriorDistribution(runtime(), prior, rule, key);
                });
    }

    /** The density integrates to 1: quadrature, a finite sum, or importance sampling. */
    @Check("normalises")
    final void densityNormalises(Case made) {
        density(made).normalises();
        PriorDistribution distribution = distribution(made);
        if (distribution.prior().space() instanceof Euclidean) {
            TailCheck.check(distribution, distribution.prior().tailIndex());
        }
    }

    /** The sampler draws what the density says. A defect of a tenth would be found. */
    @Tag("full")
    @Check("other settings")
    final void otherSettingsHaveTheDensity(Case made) {
        withOthers(
                made.settings(),
                text -> {
                    Case other = new Case(this, text, made.posterior());
                    other.on(runtime(), key("density"));
                    densityNormalises(other);
                    drawsHaveTheDensity(other);
                    variancesAreThoseOfTheDensity(other);
                });
    }

    @Check("draws")
    final void drawsHaveTheDensity(Case made) {
        density(made).drawsHaveTheDensity();
    }

    /** A deviation that is 2 % too large would be found, see {@link #drawsAreCheap}. */
    @Tag("full")
    @Check("many draws")
    final void manyDrawsHaveTheDensity(Case made) {
        if (drawsAreCheap()) {
            density(made).manyDrawsHaveTheDensity();
        }
    }

    /** So it is with twelve components or layers: what is right of few may be wrong of many. */
    @Tag("full")
    @Check("many components")
    final void manyComponentsHaveTheDensity(Case made) {
        PriorPart part = made(PriorPart.class, made.settings());
        for (String text : OtherSettings.enlarged(part, made.settings(), MANY)) {
            Case larger = new Case(this, text, made.posterior());
            try {
                larger.on(runtime(), key("density"));
            } catch (IllegalArgumentException e) {
                continue;
            }
            hasItsDensity(larger, "with " + text);
        }
    }

    /** So it is on the line, where the posterior has a latent of another number. */
    @Check("one dimension")
    final void theDensityHoldsInOneDimension(Case made) {
        densityHoldsIn(1, made);
    }

    /** So it is in space, where the posterior has a latent of another number. */
    @Tag("full")
    @Check("three dimensions")
    final void theDensityHoldsInThreeDimensions(Case made) {
        densityHoldsIn(3, made);
    }

    /** Checks the prior on the space of another dimension, unless it or the posterior refuses. */
    private void densityHoldsIn(int latent, Case made) {
        ObjectNode settings = tree(made.posterior().settings());
        if (!settings.path("latent").isInt() || settings.path("latent").asInt() == latent) {
            return;
        }
        String text = settings.put("latent", latent).toString();
        Case other =
                new Case(this, made.settings(), ConfiguredPart.of(made.posterior().name(), text));
        try {
            other.on(runtime(), key("density"));
        } catch (IllegalArgumentException e) {
            return;
        }
        hasItsDensity(other, "on " + other.posterior());
    }

    private void hasItsDensity(Case made, String how) {
        try {
            density(made).normalises();
            density(made).drawsHaveTheDensity();
            requireDivergence(made, key("closed form"));
        } catch (AssertionError e) {
            throw new AssertionError(how + ": " + e.getMessage(), e);
        }
    }

    /** Draws are independent. */
    @Check("independence")
    final void drawsAreIndependent(Case made, RandomKey key) {
        PriorDistribution distribution = distribution(made);
        int n = IndependenceCheck.EACH * IndependenceCheck.EACH / 2;
        double[] draws = distribution.sample(key, n);
        new IndependenceCheck(draws, n, 1, distribution.width())
                .dependence("p(z)", true, key.split("functions"))
                .ifPresent(PartContract::fail);
    }

    /** The same key gives the same values, another key others; a density has the shape of draws. */
    @Check("keys")
    final void keysDecideTheBytes(Case made, RandomKey key) {
        Prior prior = made.on(runtime(), key);
        Shape event = prior.space().eventShape();
        Tensor z = prior.sample(key, 40);
        assertThat(z.shape()).isEqualTo(event.prepend(40));
        double[] values = z.readDoubles();
        assertThat(Arrays.equals(prior.sample(key, 40).readDoubles(), values))
                .as("a second call with the same key gives the same draws")
                .isTrue();
        assertThat(Arrays.equals(prior.sample(key.split("other"), 40).readDoubles(), values))
                .as("another key gives the same draws: the noise is not from the key")
                .isFalse();
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

    /** A divergence in closed form is the mean of log q - log p over draws of q. */
    @Check("closed form")
    final void closedFormsAreTheDivergence(Case made, RandomKey key) {
        requireDivergence(made, key);
    }

    private void requireDivergence(Case made, RandomKey key) {
        PosteriorFamily family =
                PartContract.posterior(made.posterior()).create(Assembly.context(runtime(), key));
        ClosedFormCheck check =
                ClosedFormCheck.from(
                        distribution(made), "KL to " + part(), plugins().divergences());
        double[] head = heads(2, family.head(), 1, key)[1];
        IntegrationRule rule = rule(family.space());
        PosteriorRow q = new PosteriorRow(runtime(), family, head, Phase.evaluation(), rule, key);
        check.agreesInTheMean(q, key.split("draws"));
    }

    /** The distribution functions of coordinates, where they are known, are those of draws. */
    @Check("distribution functions")
    final void distributionFunctionsAreThoseOfDraws(Case made) {
        PriorDistribution distribution = distribution(made);
        CoordinatesCheck.check(distribution, distribution.prior());
    }

    /** What is named as usual in numbers() is what it says, by the density. */
    @Check("numbers")
    final void numbersAreThoseOfTheDensity(Case made) {
        PriorDistribution distribution = distribution(made);
        Prior prior = distribution.prior();
        new NumbersCheck(distribution, prior, prior.space(), Optional.empty()).check();
    }

    /** The variances of coordinates, where they are known, are those of the density. */
    @Check("variances")
    final void variancesAreThoseOfTheDensity(Case made) {
        Prior prior = distribution(made).prior();
        if (prior.variances().isEmpty()) {
            return;
        }
        double[] variances = prior.variances().get();
        assertThat(variances).as("variances()").hasSize(prior.space().eventShape().size());
        DensityCheck density = density(made);
        if (rule(prior.space()).hasAngles()) {
            // The quadrature is one of periodic functions.
            density.hasVariances(variances);
            return;
        }
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
                checkParameter(made, prior, parameter, z, key);
            }
        }
    }

    /** Along a random direction; the density must depend on what is learned. */
    private void checkParameter(
            Case made, Prior prior, Parameter parameter, Tensor z, RandomKey key) {
        double[] gradient;
        try (GradientTape tape = GradientTape.record(runtime())) {
            gradient =
                    tape.gradients(prior.logProbability(z).sum())
                            .of(parameter.value())
                            .readDoubles();
        }
        assertThat(
                        Arrays.stream(gradient).anyMatch(g -> g != 0)
                                || dependsElsewhere(made, parameter.name(), key))
                .as(
                        "the density depends on parameter "
                                + parameter.name()
                                + ", here or with other settings")
                .isTrue();
        requireDerivative(parameter, gradient, () -> prior.logProbability(z).sum(), key);
    }

    /** Weights of a mixture of one component matter to none, and to one of more components. */
    private boolean dependsElsewhere(Case made, String name, RandomKey key) {
        return Stream.concat(
                        settings().stream(),
                        made(PriorPart.class, made.settings()) instanceof Record part
                                ? OtherSettings.of(part, made.settings(), settings())
                                        .values()
                                        .stream()
                                        .flatMap(List::stream)
                                : Stream.of())
                .anyMatch(text -> depends(new Case(this, text, made.posterior()), name, key));
    }

    private boolean depends(Case made, String name, RandomKey key) {
        try {
            Prior prior = made.on(runtime(), key);
            Tensor z = prior.sample(key, 6).stopGradient();
            for (Parameter parameter : prior.parameters()) {
                if (parameter.name().equals(name) && parameter.role() == Parameter.Role.LEARNED) {
                    try (GradientTape tape = GradientTape.record(runtime())) {
                        Tensor sum = prior.logProbability(z).sum();
                        double[] of = tape.gradients(sum).of(parameter.value()).readDoubles();
                        return Arrays.stream(of).anyMatch(g -> g != 0);
                    }
                }
            }
            return false;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
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
                assertFiniteAt("log p", p, z);
                if (prior.space().measure() != BaseMeasure.COUNTING) {
                    // A uniform density depends on no point.
                    Tensor sum = p.sum().add(z.mul(0).sum());
                    assertFiniteAt("gradient in z", tape.gradients(sum).of(z), z);
                }
            }
            single.release(z);
        }
    }

    /** Asserts that numbers of points are finite, and names the first point at which one is not. */
    private static void assertFiniteAt(String what, Tensor numbers, Tensor points) {
        double[] z = points.readDoubles();
        double[] values = numbers.readDoubles();
        int rows = points.shape().extent(0);
        int each = values.length / rows;
        int width = z.length / rows;
        for (int r = 0; r < rows; r++) {
            assertFinite(
                    what
                            + " at z = "
                            + Arrays.toString(Arrays.copyOfRange(z, r * width, (r + 1) * width)),
                    Arrays.copyOfRange(values, r * each, (r + 1) * each));
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

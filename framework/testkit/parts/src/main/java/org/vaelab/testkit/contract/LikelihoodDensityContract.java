// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/** What the checks of likelihoods share, and those of the density of data. */
abstract sealed class LikelihoodDensityContract extends PartContract permits LikelihoodContract {

    static final DataShape PLANE = DataShape.flat(2);

    static final int ROWS = 3;

    /** Equal heads, so many that some of their draws of two bits differ. */
    private static final int EQUAL_ROWS = 50;

    private static final int EQUAL_DRAWS = 40;
    final Map<String, List<OutputRow>> shared = new HashMap<>();

    LikelihoodDensityContract(String name, String... settings) {
        super(LikelihoodPart.class, name, settings);
    }

    /**
     * Returns the largest output of a decoder, up to sign, for which values and gradients must be
     * finite in float32.
     */
    protected double extremeOutput() {
        return 1e6;
    }

    /** Returns the deviation of the random head outputs that the checks use. */
    protected double headScale() {
        return 1;
    }

    /** Returns the largest count that has a probability, of a likelihood of counts. */
    protected double largestCount() {
        return 1e6;
    }

    /**
     * Returns the sum of the two values of x, if the density is one given their sum; by default it
     * is not. The settings must make a draw have that sum.
     */
    protected OptionalInt total() {
        return OptionalInt.empty();
    }

    /** Returns the domain of the data for which the likelihood is made. */
    protected ValueDomain data() {
        return ValueDomain.BINARY;
    }

    final Likelihood likelihood(TensorRuntime on, String settings, RandomKey key) {
        return likelihood(on, settings, key, PLANE);
    }

    final Likelihood likelihood(TensorRuntime on, String settings, RandomKey key, DataShape shape) {
        LikelihoodPart part = made(LikelihoodPart.class, settings);
        RandomKey own = key.split("part");
        Likelihood ofAny = part.create(Assembly.context(on, own, shape.size(), data()));
        // A likelihood may depend on the domain of its data.
        return part.create(Assembly.context(on, own, shape.size(), OutputRow.widest(ofAny)));
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        RandomKey own = key.split("part");
        LikelihoodPart given = (LikelihoodPart) part;
        Likelihood ofAny = given.create(Assembly.context(runtime(), own, PLANE.size(), data()));
        Fingerprint print = new Fingerprint(runtime());
        ValueDomain domain = OutputRow.widest(ofAny);
        Likelihood made = given.create(Assembly.context(runtime(), own, PLANE.size(), domain));
        print.addParameters(made.parameters());
        move(runtime(), made.parameters(), key);
        Head head = made.head(PLANE);
        print.add("domains", made.domains()).add("outputs", head.outputs());
        print.add("head", SettingsOfPosterior.described(head));
        Mlp decoder = affine(head.width(), key);
        made.startAt(new double[] {0.3, 0.6}, decoder);
        print.add("start", decoder.apply(runtime().zeros(Shape.of(1, 1))));
        for (double[] output : heads(made, key)) {
            OutputRow row = row(made, output, "a head", key);
            double[] x = row.sample(key, 20);
            print.add("x", x).add("log p", row.logDensity(x));
            print.add("prediction", row.output(1).prediction());
            row.output(1).numbers().forEach(print::add);
        }
        return Optional.of(print);
    }

    final Likelihood likelihood(String settings, ValueDomain domain, RandomKey key) {
        return made(LikelihoodPart.class, settings)
                .create(Assembly.context(runtime(), key.split("part"), PLANE.size(), domain));
    }

    /** A domain that is too wide makes draws repeat, and more. */
    @Override
    Optional<String> cause(Trial trial) {
        try (TensorScope scope = runtime().scope()) {
            RandomKey key = key("domain");
            for (String text : settings()) {
                Likelihood likelihood = likelihood(runtime(), text, key);
                double[] head = heads(likelihood, key)[1];
                String found = NamedDomains.tooWide(row(likelihood, head, "head 1", key));
                if (!found.isEmpty()) {
                    return Optional.of(found);
                }
            }
            return trial.name().equals("normalises")
                    ? Optional.empty()
                    : settings().stream()
                            .flatMap(text -> densities(text).stream())
                            .flatMap(row -> row.density().defect().stream())
                            .findFirst();
        } catch (RuntimeException | AssertionError e) {
            return Optional.empty();
        }
    }

    final double[][] heads(Likelihood likelihood, RandomKey key) {
        return heads(ROWS, likelihood.head(PLANE), headScale(), key);
    }

    /**
     * Returns the outputs whose densities are checked. The checks share their draws and integrals.
     */
    final List<OutputRow> densities(String settings) {
        return shared.computeIfAbsent(
                settings,
                text -> {
                    RandomKey key = key("density");
                    Likelihood likelihood = likelihood(runtime(), text, key);
                    double[][] heads = heads(likelihood, key);
                    return IntStream.range(0, ROWS)
                            .mapToObj(r -> row(likelihood, heads[r], "head " + r, key.fold(r)))
                            .toList();
                });
    }

    /** Whether it has networks, of which a unit may be off, so that an input does not matter. */
    static boolean hasNetworks(Likelihood likelihood) {
        return likelihood.parameters().stream().anyMatch(own -> own.value().shape().rank() > 1);
    }

    final OutputRow row(Likelihood likelihood, double[] head, String name, RandomKey key) {
        return new OutputRow(runtime(), likelihood, head, total(), name, key);
    }

    /** A sum over the finite set of values, or quadrature. */
    @Check("normalises")
    final void densityNormalises(String settings) {
        densities(settings).forEach(row -> row.density().normalises());
    }

    /** Over every domain that it names, p adds up to 1. */
    @Tag("full")
    @Check("named domains")
    final void everyNamedDomainHasADensity(String settings, RandomKey key) {
        new NamedDomains(runtime(), total())
                .addUp(
                        likelihood(runtime(), settings, key),
                        domain -> likelihood(settings, domain, key),
                        headScale(),
                        key);
    }

    /** What best predicts x, and the numbers that determine p, are those of p. */
    @Check("prediction and numbers")
    final void predictionAndNumbersAreThoseOfTheDensity(String settings) {
        for (OutputRow row : densities(settings)) {
            OutputClaims claims = new OutputClaims(row);
            claims.predicts();
            claims.isDeterminedByItsNumbers();
            claims.hasDeviations();
        }
    }

    /** Far from where a decoder starts, density and mean go on moving, and agree. */
    @Check("far heads")
    final void theDensityGoesOnMoving(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        FarHeads far = new FarHeads(runtime(), likelihood, total());
        far.keepMoving(key);
        for (double[] at : far.ofMeans()) {
            checkMean(row(likelihood, at, "head " + at[0] + ", ...", key));
        }
    }

    /** Where one output after the other is moved, p of one value has its sum and its moments. */
    @Check("one value")
    final void oneValueIsRightNearAndFar(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key, DataShape.flat(1));
        if (data() != ValueDomain.TOKENS && total().isEmpty() && !hasNetworks(likelihood)) {
            new OneValue(runtime(), likelihood).isRightNearAndFar(key);
        }
    }

    /** Modalities of small data are bits. */
    private static boolean isDiscrete(ValueDomain domain) {
        return domain.isDiscrete() || domain == ValueDomain.MODALITIES;
    }

    /**
     * Reports compare log p(x) by what the likelihood states here. "normalises" fails for a density
     * that is one given the total, unless {@link #total} has it.
     */
    @Check("measure")
    final void whatItIsADensityOfIsStated(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        DataMeasure measure = likelihood.measure(PLANE);
        assertThat(measure.ofValues()).as("a measure of each value").hasSize(2);
        assertThat(measure.isCounting())
                .as("whether " + measure + " is that of a probability")
                .isEqualTo(isDiscrete(OutputRow.widest(likelihood)));
        assertThat(likelihood.given().isEmpty())
                .as("whether the density is given nothing of the datum: " + likelihood.given())
                .isEqualTo(total().isEmpty());
    }

    /** The sampler draws what the density says; a defect of a tenth would be found. */
    @Tag("full")
    @Check("other settings")
    final void otherSettingsHaveTheDensity(String settings) {
        if (total().isPresent()) {
            return;
        }
        withOthers(
                settings,
                other -> {
                    densityNormalises(other);
                    drawsHaveTheDensity(other);
                    theMeanIsThatOfTheDensity(other);
                });
    }

    @Check("draws")
    final void drawsHaveTheDensity(String settings) {
        for (OutputRow row : densities(settings)) {
            row.density().drawsHaveTheDensity();
            for (double value : row.density().draws()) {
                boolean isEnd = data() == ValueDomain.TOKENS && value == OutputRow.AFTER_END;
                assertThat(isEnd || row.domain().contains((float) value))
                        .as("a draw is of " + row.domain().label() + " data: " + value)
                        .isTrue();
            }
        }
    }

    /**
     * The same key gives the same bytes, and another key others. Each of [K, B] equal heads has a
     * draw of its own.
     */
    @Check("keys")
    final void keysDecideTheBytes(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        double[] head = heads(likelihood, key)[1];
        Tensor equal =
                runtime().vector(head).broadcastTo(Shape.of(EQUAL_DRAWS, EQUAL_ROWS, head.length));
        OutputDistribution p = likelihood.of(equal);
        double[] x = p.sample(key).readDoubles();
        assertThat(p.sample(key).readDoubles()).as("the same key").isEqualTo(x);
        assertThat(p.sample(key.split("other")).readDoubles()).as("another key").isNotEqualTo(x);
        RepeatedDraws.reject("p(x)", x, EQUAL_ROWS, 2, !isDiscrete(OutputRow.widest(likelihood)));
    }

    /** mean() is the integral of x under the density, where there is one in closed form. */
    @Check("mean")
    final void theMeanIsThatOfTheDensity(String settings) {
        densities(settings).forEach(LikelihoodDensityContract::checkMean);
    }

    private static void checkMean(OutputRow row) {
        double[] mean = row.mean().orElse(new double[0]);
        for (int j = 0; j < mean.length; j++) {
            assertThat(mean).hasSize(row.width());
            row.density()
                    .agrees(
                            row.name() + ", mean of value " + j,
                            mean[j],
                            row.density().coordinate(j));
        }
    }

    /** An affine map, which gives its bias for an input of 0. */
    final Mlp affine(int width, RandomKey key) {
        return new Mlp(
                runtime(), key, 1, List.of(), width, Activation.IDENTITY, Initializer.FAN_IN);
    }
}

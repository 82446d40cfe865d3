// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodFit;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * What every likelihood promises: of two values, x in the plane, so that a likelihood which
 * averages where it should sum does not normalise.
 *
 * <pre>{@code
 * final class PoissonContractTest extends LikelihoodContract {
 *     PoissonContractTest() {
 *         super("poisson", "{rate: 3}");
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class LikelihoodContract extends LikelihoodDensityContract {

    private static final int MANY = 100;

    private static final int MANY_ROWS = 20;

    /** Values that are visited one after another. */
    private static final int VISITED = 6;

    /** One of each kind, and a further one. */
    private static final int COLUMNS = 7;

    /**
     * Creates the contract of a registered likelihood.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected LikelihoodContract(String name, String... settings) {
        super(name, settings);
    }

    /**
     * Densities of single values, if they are defined, sum to that of a datum. Each depends on its
     * own value alone, so the values are independent, and a missing one leaves the others alone.
     * Where they are not defined, the values depend on one another: for some outputs and some other
     * data {@code log p(a, b) + log p(c, d)} is not {@code log p(a, d) + log p(c, b)}.
     */
    @Check("values")
    final void densitiesOfValuesAreThoseOfIndependentOnes(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        move(runtime(), likelihood.parameters(), key);
        int width = likelihood.head(PLANE).width();
        Tensor head = runtime().normal(key, Shape.of(2, ROWS, width)).mul(headScale());
        OutputDistribution p = likelihood.of(head);
        Tensor x = p.sample(key.split("x")).slice(0, 0, 1).reshape(ROWS, 2);
        Tensor other = p.sample(key.split("other")).slice(0, 1, 2).reshape(ROWS, 2);
        Tensor mixed = Tensor.concatenate(List.of(x.slice(1, 0, 1), other.slice(1, 1, 2)), 1);
        Tensor crossed = Tensor.concatenate(List.of(other.slice(1, 0, 1), x.slice(1, 1, 2)), 1);
        if (p.byValue(x).isEmpty()) {
            if (!hasNetworks(likelihood)) {
                requireDependence(p, List.of(x, other), List.of(mixed, crossed));
            }
            return;
        }
        Tensor densities = p.byValue(x).orElseThrow();
        assertThat(densities.shape()).isEqualTo(Shape.of(2, ROWS, 2));
        assertClose(
                "their sum",
                densities.sum(-1).readDoubles(),
                p.logProbability(x).readDoubles(),
                1e-10);
        assertClose(
                "of the first value, with another second one",
                p.byValue(mixed).orElseThrow().slice(2, 0, 1).readDoubles(),
                densities.slice(2, 0, 1).readDoubles(),
                0);
        assertClose(
                "of the second value, with another first one",
                p.byValue(crossed).orElseThrow().slice(2, 1, 2).readDoubles(),
                densities.slice(2, 1, 2).readDoubles(),
                0);
        for (int d = 0; d < 2; d++) {
            int value = d;
            p.placeProbabilities(d).ifPresent(all -> requirePlaces(p, value, all));
        }
    }

    /** Probabilities of all places of a value are those that its densities give one by one. */
    private void requirePlaces(OutputDistribution p, int value, Tensor all) {
        int places = all.shape().extent(-1);
        assertThat(all.shape()).isEqualTo(Shape.of(2, ROWS, places));
        for (int k = 0; k < places; k++) {
            Tensor place = runtime().full(k, Shape.of(ROWS, 2));
            Tensor one = p.byValue(place).orElseThrow().slice(2, value, value + 1).exp();
            assertClose(
                    "the probability of place %s of value %s".formatted(k, value),
                    all.slice(2, k, k + 1).readDoubles(),
                    one.readDoubles(),
                    1e-10);
        }
        double[] ones = new double[2 * ROWS];
        Arrays.fill(ones, 1);
        assertClose("the sum over all places", all.sum(-1).readDoubles(), ones, 1e-10);
    }

    /** What has no densities of single values has none because its values depend on each other. */
    private void requireDependence(
            OutputDistribution p, List<Tensor> straight, List<Tensor> crossed) {
        if (data() == ValueDomain.TOKENS || total().isPresent()) {
            // A text ends with its second token, and a total makes mixed data impossible.
            return;
        }
        double[] sum = sum(p, straight);
        double[] other = sum(p, crossed);
        boolean depends =
                IntStream.range(0, sum.length)
                        .anyMatch(
                                i ->
                                        !(Math.abs(sum[i] - other[i])
                                                <= 1e-9 * (1 + Math.abs(sum[i]))));
        if (!depends) {
            fail(
                    "byValue() is empty, and the values are independent given the outputs of the"
                            + " decoder: return log p of each value, without which data with missing"
                            + " values are refused");
        }
    }

    private static double[] sum(OutputDistribution p, List<Tensor> data) {
        return p.logProbability(data.get(0)).add(p.logProbability(data.get(1))).readDoubles();
    }

    /**
     * Of 100 values all outputs of the decoder matter, and densities of values, if they are
     * defined, sum to that of the datum: what is right of two may be wrong of many.
     */
    @Check("many values")
    final void everyOneOfManyValuesCounts(String settings, RandomKey key) {
        DataShape shape = DataShape.flat(MANY);
        Likelihood likelihood = likelihood(runtime(), settings, key, shape);
        move(runtime(), likelihood.parameters(), key);
        int width = likelihood.head(shape).width();
        Tensor head = runtime().normal(key, Shape.of(MANY_ROWS, width)).mul(headScale());
        OutputDistribution p = likelihood.of(head);
        Tensor x = p.sample(key.split("x"));
        p.byValue(x)
                .ifPresent(
                        each ->
                                assertClose(
                                        "the sum over %s values".formatted(MANY),
                                        each.sum(-1).readDoubles(),
                                        p.logProbability(x).readDoubles(),
                                        1e-10));
        if (data() == ValueDomain.TOKENS || hasNetworks(likelihood)) {
            // A text ends before.
            return;
        }
        Parameter outputs = Parameter.learned("head", head);
        double[] gradient;
        try (GradientTape tape = GradientTape.record(runtime())) {
            Tensor log = likelihood.of(outputs.value()).logProbability(x).sum();
            gradient = tape.gradients(log).of(outputs.value()).readDoubles();
        }
        for (int i = 0; i < width; i++) {
            int output = i;
            boolean matters =
                    IntStream.range(0, MANY_ROWS).anyMatch(r -> gradient[r * width + output] != 0);
            if (!matters) {
                fail(
                        "log p of %s values does not depend on output %s of %s of the decoder"
                                .formatted(MANY, i, width));
            }
        }
    }

    /**
     * What visits values one after another, as a coder does, sees the probabilities of log p(x),
     * and visits them at their places.
     */
    @Check("one after another")
    final void visitedValuesHaveTheirProbabilities(String settings, RandomKey key) {
        DataShape shape = DataShape.flat(VISITED);
        Likelihood likelihood = likelihood(runtime(), settings, key, shape);
        move(runtime(), likelihood.parameters(), key);
        Tensor head = runtime().normal(key, Shape.of(ROWS, likelihood.head(shape).width()));
        OutputDistribution p = likelihood.of(head.mul(headScale()));
        if (p instanceof CategorySequence sequence) {
            Tensor x = p.sample(key.split("x"));
            int[] places =
                    Arrays.stream(x.readDoubles()).mapToInt(LikelihoodContract::place).toArray();
            double[] sum = new double[ROWS];
            sequence.visit(ROWS, (i, logits) -> visit(places, i, logits, sum));
            assertClose(
                    "the sum of log probabilities that visit() gives, against log p(x)",
                    sum,
                    p.logProbability(x).readDoubles(),
                    1e-9);
        }
    }

    /** Returns the place of a category, or -1 after the end of a text. */
    private static int place(double x) {
        return Double.isNaN(x) ? -1 : (int) x;
    }

    private static int[] visit(int[] places, int i, double[] logits, double[] sum) {
        int k = logits.length / ROWS;
        int[] chosen = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int place = places[row * VISITED + i];
            if (place >= 0) {
                double[] own = Arrays.copyOfRange(logits, row * k, (row + 1) * k);
                double total = Arrays.stream(own).map(Math::exp).sum();
                sum[row] += own[place] - Math.log(total);
                chosen[row] = place;
            }
        }
        return chosen;
    }

    /**
     * A token that word dropout hides has its probability all the same, so that p adds up to 1 over
     * all texts. The tokens after a hidden one do not depend on it.
     */
    @Check("hidden tokens")
    final void hiddenTokensHaveTheirProbabilities(String settings, RandomKey key) {
        if (data() != ValueDomain.TOKENS) {
            return;
        }
        Likelihood likelihood = likelihood(runtime(), settings, key);
        move(runtime(), likelihood.parameters(), key);
        for (double[] head : heads(likelihood, key)) {
            row(likelihood, head, "a head", key).hidesTokens();
        }
    }

    /** Finite differences in the head, on heads [K, B, width] and shared data [B, D]. */
    @Check("derivatives")
    final void derivativesAreThoseOfFiniteDifferences(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        int width = likelihood.head(PLANE).width();
        double[] drawn = row(likelihood, heads(likelihood, key)[1], "head 1", key).sample(key, 3);
        for (int i = 0; i < drawn.length; i++) {
            boolean isEnd = data() == ValueDomain.TOKENS && drawn[i] == OutputRow.AFTER_END;
            drawn[i] = isEnd ? Double.NaN : drawn[i];
        }
        Tensor x = runtime().tensor(drawn, Shape.of(3, 2));
        Tensor head = runtime().normal(key, Shape.of(2, 3, width)).mul(0.8);
        GradientCheck.of(runtime())
                .key(key)
                .check("log p(x)", in -> likelihood.of(in.get(0)).logProbability(x), head);
        Tensor apart = likelihood.of(head).logProbability(x);
        assertThat(apart.shape()).isEqualTo(Shape.of(2, 3));
        OutputDistribution one = likelihood.of(head.slice(0, 0, 1).reshape(3, width));
        assertClose(
                "the first of two draws alone",
                one.logProbability(x).readDoubles(),
                apart.slice(0, 0, 1).readDoubles(),
                1e-12);
        OutputDistribution both = likelihood.of(head);
        both.mean().ifPresent(mean -> assertThat(mean.shape()).isEqualTo(Shape.of(2, 3, 2)));
        double[] sampled = both.sample(key).readDoubles();
        assertThat(both.sample(key).shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(both.sample(key).readDoubles()).isEqualTo(sampled);
    }

    /** Head outputs of 0, tiny, large and up to {@link #extremeOutput}, in float32. */
    @Check("extreme heads")
    final void extremeHeadsAreFinite(String settings, RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32)) {
            Likelihood likelihood;
            try (TensorScope scope = single.scope()) {
                likelihood = likelihood(single, settings, key, DataShape.flat(1));
            }
            double most = extremeOutput();
            double[] values = {0, 1e-20, -1, 1, -31, 61, 90, -90, 1e3, -1e3, most, -most};
            for (double first : values) {
                for (double second : values) {
                    assertFiniteAt(single, likelihood, first, second);
                }
            }
        }
    }

    private void assertFiniteAt(
            TensorRuntime single, Likelihood likelihood, double first, double second) {
        DataShape one = DataShape.flat(1);
        double[] x = extremeData(likelihood);
        int width = likelihood.head(one).width();
        double[] heads = new double[x.length * width];
        for (int i = 0; i < heads.length; i++) {
            // The halves of each head: location and scale, or logits of both signs.
            heads[i] = i % width < (width + 1) / 2 ? first : second;
        }
        String at = " of outputs " + first + " and " + second;
        Tensor head;
        try (TensorScope scope = single.scope()) {
            head = single.keep(single.tensor(heads, Shape.of(x.length, width)), true);
        }
        try (TensorScope scope = single.scope();
                GradientTape tape = GradientTape.record(single)) {
            OutputDistribution p = likelihood.of(head);
            Tensor log = p.logProbability(single.tensor(x, Shape.of(x.length, 1)));
            double[] values = log.readDoubles();
            assertFinite("log p" + at, values);
            p.mean().ifPresent(mean -> assertFinite("mean" + at, mean.readDoubles()));
            assertFinite("gradient" + at, tape.gradients(log.sum()).of(head).readDoubles());
            double largest = Arrays.stream(values).max().orElseThrow();
            if (likelihood.measure(one).isCounting() && !(largest <= 1e-6)) {
                throw new AssertionError("log of a probability" + at + ": " + largest);
            }
        } finally {
            single.release(head);
        }
    }

    private double[] extremeData(Likelihood likelihood) {
        return switch (OutputRow.widest(likelihood)) {
            case BINARY -> new double[] {0, 1};
            case TOKENS -> new double[] {0, 1, 2, 3};
            case COUNTS -> new double[] {0, 1, Math.min(7, largestCount()), largestCount()};
            default -> new double[] {0, 1 / 255f, 128 / 255f, 1};
        };
    }

    /** Returns a value of a domain for a number in [0, 1). */
    private static float value(ValueDomain domain, double uniform) {
        return switch (domain) {
            case BINARY, MODALITIES -> (float) Math.rint(uniform);
            case TOKENS -> (float) Math.floor(SmallData.TOKENS * uniform);
            case COUNTS -> (float) Math.floor(6 * uniform);
            default -> (float) Math.floor(256 * uniform) / 255f;
        };
    }

    /**
     * The bias of the decoder has the mean given, for means inside the range; or, where the mean
     * has no closed form, the start is finite. It is at the ends of the range.
     */
    @Check("start")
    final void theStartHasTheMean(String settings, RandomKey key) {
        double[] mean = {0.02, 0.1307, 0.5, 0.8, 0.97};
        DataShape shape = DataShape.flat(mean.length);
        Likelihood likelihood = likelihood(runtime(), settings, key, shape);
        Mlp decoder = affine(likelihood.head(shape).width(), key);
        likelihood.startAt(mean, decoder);
        Tensor none = runtime().zeros(Shape.of(1, 1));
        double exposure = Arrays.stream(mean).sum();
        OutputDistribution start = exposed(likelihood, decoder.apply(none), exposure);
        start.mean().ifPresent(m -> assertClose("mean", m.readDoubles(), mean, 1e-5));
        double[] ends = {0, 1, 0, 1, 0.5};
        likelihood.startAt(ends, decoder);
        Tensor head = decoder.apply(none);
        assertFinite("head", head.readDoubles());
        Tensor x = likelihood.of(head).sample(key);
        assertFinite("log p(x)", likelihood.of(head).logProbability(x).readDoubles());
    }

    private OutputDistribution exposed(Likelihood likelihood, Tensor head, double exposure) {
        Tensor n = runtime().full(exposure, Shape.of(head.shape().extent(-2), 1));
        return likelihood.of(
                head, likelihood.exposure().map(name -> Map.of(name, n)).orElse(Map.of()));
    }

    /** An exposure of 1 changes nothing, and one of n multiplies the mean by n. */
    @Check("exposure")
    final void anExposureMultipliesTheMean(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        double[] outputs =
                Arrays.stream(heads(likelihood, key)).flatMapToDouble(Arrays::stream).toArray();
        Tensor head = runtime().tensor(outputs, Shape.of(ROWS, outputs.length / ROWS));
        double[] x = likelihood.of(head).sample(key).readDoubles();
        Tensor data = runtime().tensor(x, Shape.of(ROWS, x.length / ROWS));
        assertThat(exposed(likelihood, head, 1).logProbability(data).readDoubles())
                .as("log p(x given an exposure of 1)")
                .isEqualTo(likelihood.of(head).logProbability(data).readDoubles());
        if (likelihood.exposure().isPresent()) {
            double[] seven = exposed(likelihood, head, 7).mean().orElseThrow().readDoubles();
            Tensor one = likelihood.of(head).mean().orElseThrow();
            assertClose("mean of an exposure of 7", seven, one.mul(7).readDoubles(), 1e-4);
        }
    }

    /** Data of 40 values in float32 and in float64. */
    @Check("float32")
    final void singlePrecisionAgreesWithDouble(String settings, RandomKey key) {
        double[][] results = new double[2][];
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime own = open(dtype);
                    TensorScope scope = own.scope()) {
                DataShape shape = DataShape.flat(40);
                Likelihood likelihood = likelihood(own, settings, key, shape);
                int width = likelihood.head(shape).width();
                Tensor head = own.normal(key, Shape.of(3, width)).mul(headScale());
                float[] x = new float[120];
                double[] uniform = key.split("data").uniform(x.length);
                ValueDomain domain = OutputRow.widest(likelihood);
                for (int i = 0; i < x.length; i++) {
                    x[i] = value(domain, uniform[i]);
                }
                Tensor p = likelihood.of(head).logProbability(own.tensor(x, Shape.of(3, 40)));
                assertThat(p.dtype()).isEqualTo(dtype);
                results[dtype == DType.FLOAT32 ? 0 : 1] = p.readDoubles();
            }
        }
        for (int i = 0; i < 3; i++) {
            double allowed = 2e-6 * (40 + Math.abs(results[1][i]));
            assertClose(
                    "log p(x)",
                    new double[] {results[0][i]},
                    new double[] {results[1][i]},
                    allowed);
        }
    }

    /** Of counts up to the largest log p moves with x, and float32 has the digits of float64. */
    @Check("large counts")
    final void largeCountsHaveTheirDensity(String settings, RandomKey key) {
        DataShape one = DataShape.flat(1);
        Likelihood exact = likelihood(runtime(), settings, key, one);
        if (OutputRow.widest(exact) != ValueDomain.COUNTS || total().isPresent()) {
            return;
        }
        try (TensorRuntime single = open(DType.FLOAT32);
                TensorScope scope = single.scope()) {
            Likelihood ofSingle = likelihood(single, settings, key, one);
            for (double output : new double[] {0, 4, 8, 12, 16}) {
                LargeCounts counts = LargeCounts.upTo(largestCount(), output);
                counts.check(counts.of(ofSingle, single), exact, runtime());
            }
        }
    }

    /** Data for which there is no density are refused before training, with their name. */
    @Check("domains")
    final void otherDataAreRefused(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        assertThat(likelihood.domains()).isNotEmpty();
        List<ValueDomain> refused = new ArrayList<>(List.of(ValueDomain.values()));
        refused.removeAll(likelihood.domains());
        ModelBlueprint blueprint = blueprint(settings);
        for (ValueDomain domain : refused) {
            assertThatThrownBy(() -> assemble(blueprint, domain, key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(part())
                    .hasMessageContaining(domain.label());
        }
        for (ValueDomain domain : likelihood.domains()) {
            assemble(blueprint, domain, key);
        }
    }

    /** A decoder from elsewhere is evaluated on the same data, by the same likelihood. */
    @Check("as given")
    final void theLikelihoodOfADecoderFromElsewhereIsTheSame(String settings, RandomKey key) {
        Likelihood likelihood = likelihood(runtime(), settings, key);
        Likelihood given = likelihood.asGiven();
        assertThat(given.domains()).as("domains of asGiven()").isEqualTo(likelihood.domains());
        assertThat(given.exposure()).as("exposure of asGiven()").isEqualTo(likelihood.exposure());
        assertThat(given.unnormalised())
                .as("unnormalised() of asGiven()")
                .isEqualTo(likelihood.unnormalised());
        assertThat(names(given.parameters()))
                .as("parameters of asGiven()")
                .isEqualTo(names(likelihood.parameters()));
    }

    private ModelBlueprint blueprint(String settings) {
        return Assembly.toy(3, made(LikelihoodPart.class, settings));
    }

    private void assemble(ModelBlueprint blueprint, ValueDomain domain, RandomKey key) {
        Assembly.assemble(blueprint, runtime(), plugins(), 2, domain, key);
    }

    /**
     * A missing value adds nothing: log p of the others is that of their marginal, and so is its
     * gradient. Of a row without any value it is 0. Or the data are refused: by a setting, or by the
     * name of the likelihood.
     */
    @Check("missing values")
    final void missingValuesAddNothing(String settings, RandomKey key) {
        ValueDomain domain = OutputRow.widest(likelihood(runtime(), settings, key));
        if (domain == ValueDomain.TOKENS) {
            // A text ends.
            return;
        }
        Likelihood likelihood;
        try {
            PartContext context =
                    Assembly.ofMissing(runtime(), key.split("part"), PLANE.size(), domain);
            Likelihood made = made(LikelihoodPart.class, settings).create(context);
            likelihood = LikelihoodFit.ofObserved(part(), made, context);
        } catch (IllegalArgumentException e) {
            if (!(e instanceof SettingException)) {
                assertThat(e).hasMessageContaining(part());
            }
            return;
        }
        move(runtime(), likelihood.parameters(), key);
        for (double[] head : heads(likelihood, key)) {
            OutputRow row = row(likelihood, head, "a head", key);
            row.leavesOut(0);
            row.leavesOut(1);
        }
        int width = likelihood.head(PLANE).width();
        Tensor head = runtime().normal(key, Shape.of(ROWS, width)).mul(0.8);
        double[] x = likelihood.of(head).sample(key).readDoubles();
        for (int missing : new int[] {0, 3, 4, 5}) {
            x[missing] = Double.NaN;
        }
        Tensor seen = runtime().tensor(x, Shape.of(ROWS, 2));
        double[] log = likelihood.of(head).logProbability(seen).readDoubles();
        assertThat(log[2]).as("log p of a row without any value").isEqualTo(0);
        GradientCheck.of(runtime())
                .key(key)
                .check(
                        "log p(x) of the values that are not missing",
                        in -> likelihood.of(in.get(0)).logProbability(seen),
                        head);
    }

    /**
     * Of a table with columns of all kinds, two next to each other have the density of their draws,
     * whatever kinds they are, and the others may be missing.
     */
    @Check("columns")
    final void columnsOfAllKindsHaveTheirDensity(String settings, RandomKey key) {
        if (!likelihood(runtime(), settings, key).domains().contains(ValueDomain.COLUMNS)) {
            return;
        }
        PartContext context =
                Assembly.ofMissing(runtime(), key.split("part"), COLUMNS, ValueDomain.COLUMNS);
        Likelihood made = made(LikelihoodPart.class, settings).create(context);
        Likelihood likelihood = LikelihoodFit.ofObserved(part(), made, context);
        move(runtime(), likelihood.parameters(), key);
        double[] head = heads(2, likelihood.head(context.shape()), headScale(), key)[1];
        for (int first = 0; first < COLUMNS; first += 2) {
            new TwoColumns(runtime(), likelihood, head, context.data().form().columns(), first, key)
                    .areRight();
        }
    }

    /** Parameters of its own, as a shared scale is, go through a checkpoint. */
    @Check("checkpoint")
    final void parametersSurviveACheckpoint(String settings, RandomKey key) throws IOException {
        Likelihood written = likelihood(runtime(), settings, key);
        assertThat(names(written.parameters())).doesNotHaveDuplicates();
        move(runtime(), written.parameters(), key);
        Likelihood read = likelihood(runtime(), settings, key.split("other"));
        CheckpointTrip.copy(written.parameters(), read.parameters());
        double[] head = heads(written, key)[1];
        OutputRow expected = row(written, head, "written", key);
        OutputRow got = row(read, head, "read", key);
        double[] x = expected.sample(key, 5);
        assertThat(got.sample(key, 5)).isEqualTo(x);
        assertThat(got.logDensity(x)).isEqualTo(expected.logDensity(x));
    }
}

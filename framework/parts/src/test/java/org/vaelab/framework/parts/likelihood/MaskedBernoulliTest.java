// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.torch.TorchBackendProvider;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** Parameters are moved, so that the autoencoders are far from their small initial weights. */
final class MaskedBernoulliTest {

    private static final RandomKey KEY = RandomKey.of(31);
    private static final int WIDTH = 120;
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static TensorRuntime torch(DType dtype) {
        return TensorRuntime.strict(
                new TorchBackendProvider().open(new BackendSettings("cpu", 1)), dtype);
    }

    private static MaskedBernoulli moved(
            TensorRuntime on, int size, List<Integer> hidden, boolean toOutput, boolean direct) {
        try (TensorScope scope = on.scope()) {
            MaskedBernoulli made =
                    new MaskedBernoulli.Settings(
                                    hidden,
                                    Activation.TANH,
                                    toOutput
                                            ? MaskedBernoulli.Context.HIDDEN_AND_OUTPUT
                                            : MaskedBernoulli.Context.HIDDEN,
                                    direct,
                                    false)
                            .of(on, KEY, size);
            ParameterProbe.move(made, KEY.split("moved"), 0.6);
            return made;
        }
    }

    private static List<Integer> widths(String text) {
        return Arrays.stream(text.split("-")).map(Integer::valueOf).toList();
    }

    /** Outputs of a decoder for several z, of which the first is 0. */
    private static Tensor heads(TensorRuntime on, MaskedBernoulli made, int size, int count) {
        int width = made.head(DataShape.flat(size)).width();
        Tensor drawn = on.normal(KEY.split("heads"), Shape.of(count - 1, width)).mul(2);
        return Tensor.concatenate(List.of(on.zeros(Shape.of(1, width)), drawn), 0);
    }

    /** All 2^D data, [2^D, D], the last pixel fastest. */
    private static Tensor all(TensorRuntime on, int size) {
        double[] x = new double[size * (1 << size)];
        for (int v = 0; v < 1 << size; v++) {
            for (int i = 0; i < size; i++) {
                x[v * size + i] = v >> (size - 1 - i) & 1;
            }
        }
        return on.tensor(x, Shape.of(1 << size, size));
    }

    /** p(x) of all x for each of the heads, [heads][2^D]. */
    private static double[][] probabilities(MaskedBernoulli made, Tensor heads, int size) {
        int count = heads.shape().extent(0);
        Tensor rows =
                heads.expandDims(1)
                        .broadcastTo(Shape.of(count, 1 << size, heads.shape().extent(-1)));
        double[] p = made.of(rows).logProbability(all(heads.runtime(), size)).exp().readDoubles();
        return IntStream.range(0, count)
                .mapToObj(h -> Arrays.copyOfRange(p, h << size, (h + 1) << size))
                .toArray(double[][]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, false, false",
        "1, 3, true, true",
        "2, 1, false, false",
        "5, 9-7, true, false",
        "6, 2, false, true",
        "8, 20-11-6, false, false",
        "10, 4, true, true",
        "10, 16-16, true, false"
    })
    void probabilitiesOfAllDataSumToOne(int size, String hidden, boolean toOutput, boolean direct) {
        MaskedBernoulli made = moved(runtime, size, widths(hidden), toOutput, direct);
        try (TensorScope scope = runtime.scope()) {
            double[][] p = probabilities(made, heads(runtime, made, size, 4), size);
            for (double[] given : p) {
                assertThat(Arrays.stream(given).sum()).isCloseTo(1, within(1e-10));
                double even = 1.0 / given.length;
                assertThat(Arrays.stream(given).max().orElseThrow()).isGreaterThan(1.02 * even);
            }
            double difference =
                    IntStream.range(0, 1 << size)
                            .mapToDouble(v -> Math.abs(p[1][v] - p[2][v]))
                            .sum();
            assertThat(difference).as("z matters").isGreaterThan(1e-3);
        }
    }

    /** Also of the first pixel, of which no unit of a degree above 0 knows. */
    @Test
    void everyPixelSeesZ() {
        int size = 6;
        MaskedBernoulli made = moved(runtime, size, List.of(4), false, false);
        try (TensorScope scope = runtime.scope()) {
            Tensor heads = heads(runtime, made, size, 3);
            Tensor x = runtime.zeros(Shape.of(3, size));
            double[] logits = made.logits(x, heads).readDoubles();
            for (int i = 0; i < size; i++) {
                assertThat(Math.abs(logits[i] - logits[size + i])).isGreaterThan(1e-3);
            }
        }
    }

    /** A finite step of one pixel leaves the logits up to it as they are, to the bit. */
    @ParameterizedTest
    @CsvSource({"7, false, false", "7, true, true", "3, true, false", "9-8, false, true"})
    void logitsSeeOnlyThePixelsBeforeTheirs(String hidden, boolean toOutput, boolean direct) {
        int size = 6;
        MaskedBernoulli made = moved(runtime, size, widths(hidden), toOutput, direct);
        try (TensorScope scope = runtime.scope()) {
            Tensor head = heads(runtime, made, size, 2).slice(0, 1, 2);
            double[] x = KEY.split("x").normal(size);
            double[] before = made.logits(runtime.tensor(x, Shape.of(1, size)), head).readDoubles();
            double[] reach = new double[size];
            for (int at = 0; at < size; at++) {
                double[] stepped = x.clone();
                stepped[at] += 0.1;
                double[] after =
                        made.logits(runtime.tensor(stepped, Shape.of(1, size)), head).readDoubles();
                assertThat(Arrays.copyOf(after, at + 1)).isEqualTo(Arrays.copyOf(before, at + 1));
                for (int i = at + 1; i < size; i++) {
                    reach[at] = Math.max(reach[at], Math.abs(after[i] - before[i]));
                }
            }
            // Units of the degrees 0, 2 and 4 alone do not tell the last pixels apart.
            int seen = widths(hidden).get(0) < size && !direct ? 4 : size - 1;
            for (int at = 0; at < seen; at++) {
                assertThat(reach[at]).as("of pixel %d", at).isGreaterThan(1e-6);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfLogitsInLaterPixelsAreZero(boolean direct) {
        int size = 5;
        MaskedBernoulli made = moved(runtime, size, List.of(9, 8), true, direct);
        for (int i = 0; i < size; i++) {
            try (TensorScope scope = runtime.scope()) {
                Tensor head = heads(runtime, made, size, 2).slice(0, 1, 2);
                Tensor x = runtime.keep(runtime.normal(KEY, Shape.of(1, size)), true);
                try (GradientTape tape = GradientTape.record(runtime)) {
                    Tensor logit = made.logits(x, head).slice(-1, i, i + 1).sum();
                    double[] gradient = tape.gradients(logit).of(x).readDoubles();
                    for (int j = 0; j < size; j++) {
                        if (j < i) {
                            assertThat(Math.abs(gradient[j])).isGreaterThan(1e-9);
                        } else {
                            assertThat(gradient[j]).isZero();
                        }
                    }
                }
                runtime.release(x);
            }
        }
    }

    /**
     * Wrong with probability 1e-6; finds the law for another z, and that of independent pixels with
     * the same marginals.
     */
    @ParameterizedTest
    @CsvSource({"7, false, false", "6-5, true, true"})
    void drawsHaveTheProbabilities(String hidden, boolean toOutput, boolean direct) {
        int size = 4;
        int n = 40_000;
        try (TensorRuntime own = torch(DType.FLOAT64)) {
            MaskedBernoulli made = moved(own, size, widths(hidden), toOutput, direct);
            try (TensorScope scope = own.scope()) {
                Tensor heads = heads(own, made, size, 3).mul(0.5);
                double[][] p = probabilities(made, heads, size);
                int width = heads.shape().extent(-1);
                for (int h = 1; h < 3; h++) {
                    Tensor rows = heads.slice(0, h, h + 1).broadcastTo(Shape.of(n, width));
                    long[] counts = counts(made.of(rows).sample(KEY.fold(h)).readDoubles(), size);
                    double[] other = p[3 - h];
                    double[] marginal = independent(p[h], size);
                    ASSERT.counts("x", counts, p[h]);
                    assertThatThrownBy(() -> ASSERT.counts("x", counts, other))
                            .isInstanceOf(AssertionError.class);
                    assertThatThrownBy(() -> ASSERT.counts("x", counts, marginal))
                            .isInstanceOf(AssertionError.class);
                }
            }
        }
    }

    private static long[] counts(double[] draws, int size) {
        long[] counts = new long[1 << size];
        for (int from = 0; from < draws.length; from += size) {
            int v = 0;
            for (int i = 0; i < size; i++) {
                v = 2 * v + (int) draws[from + i];
            }
            counts[v]++;
        }
        return counts;
    }

    private static double[] independent(double[] p, int size) {
        double[] on = new double[size];
        for (int v = 0; v < p.length; v++) {
            for (int i = 0; i < size; i++) {
                on[i] += (v >> (size - 1 - i) & 1) * p[v];
            }
        }
        double[] product = new double[p.length];
        for (int v = 0; v < p.length; v++) {
            product[v] = 1;
            for (int i = 0; i < size; i++) {
                product[v] *= (v >> (size - 1 - i) & 1) == 1 ? on[i] : 1 - on[i];
            }
        }
        return product;
    }

    /**
     * Each pixel of a draw is on where its uniform number is below its teacher-forced probability.
     */
    @ParameterizedTest
    @CsvSource({"11, false, false", "5, true, true", "12-9, true, false"})
    void drawsAreThoseOfTheTeacherForcedLogits(String hidden, boolean toOutput, boolean direct) {
        int size = 9;
        MaskedBernoulli made = moved(runtime, size, widths(hidden), toOutput, direct);
        try (TensorScope scope = runtime.scope()) {
            Tensor heads = heads(runtime, made, size, 40);
            Tensor x = made.of(heads).sample(KEY);
            Tensor uniform = runtime.uniform(KEY, Shape.of(40, size));
            Tensor expected = uniform.lt(made.logits(x, heads).sigmoid());
            assertThat(x.readDoubles()).isEqualTo(expected.readDoubles()).contains(0, 1);
        }
    }

    @Test
    void theSameKeyDrawsTheSameOnEveryBackendAndMoreRowsBeginWithThem() {
        List<double[]> draws = new ArrayList<>();
        for (TensorRuntime own :
                List.of(
                        Runtimes.reference(DType.FLOAT64),
                        Runtimes.nd4j(DType.FLOAT64),
                        torch(DType.FLOAT64))) {
            try (own) {
                MaskedBernoulli made = moved(own, 30, List.of(20), true, false);
                int kept = own.keptTensors();
                try (TensorScope scope = own.scope()) {
                    Tensor heads = heads(own, made, 30, 12);
                    double[] few = made.of(heads.slice(0, 0, 7)).sample(KEY).readDoubles();
                    double[] many = made.of(heads).sample(KEY).readDoubles();
                    assertThat(made.of(heads).sample(KEY).readDoubles()).isEqualTo(many);
                    assertThat(Arrays.copyOf(many, few.length)).isEqualTo(few);
                    assertThat(made.of(heads).sample(KEY.fold(1)).readDoubles()).isNotEqualTo(many);
                    Tensor apart = heads.reshape(3, 4, heads.shape().extent(-1));
                    assertThat(made.of(apart).sample(KEY).readDoubles()).isEqualTo(many);
                    draws.add(many);
                }
                assertThat(own.keptTensors()).isEqualTo(kept);
            }
        }
        assertThat(draws.get(1)).isEqualTo(draws.get(0));
        assertThat(draws.get(2)).isEqualTo(draws.get(0));
    }

    /** Draws are not recorded, so that a tape does not hold the passes. */
    @Test
    void drawsPassNoGradient() {
        MaskedBernoulli made = moved(runtime, 5, List.of(4), false, false);
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor x = made.of(heads(runtime, made, 5, 3)).sample(KEY);
            assertThat(x.isTracked()).isFalse();
            assertThat(tape.gradients(made.of(heads(runtime, made, 5, 3)).logProbability(x).sum()))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"4, false, false", "4-3, true, true"})
    void gradientsAreThoseOfFiniteDifferences(String hidden, boolean toOutput, boolean direct) {
        int size = 4;
        MaskedBernoulli made = moved(runtime, size, widths(hidden), toOutput, direct);
        try (TensorScope scope = runtime.scope()) {
            Tensor x = all(runtime, size).slice(0, 5, 8);
            int width = made.head(DataShape.flat(size)).width();
            Tensor heads = runtime.normal(KEY.split("z"), Shape.of(2, 3, width));
            ParameterProbe.compareWithDifferences(made, () -> made.of(heads).logProbability(x));
            GradientCheck.of(runtime)
                    .check("made", in -> made.of(in.get(0)).logProbability(x), heads);
        }
    }

    /**
     * Plain PyTorch's: within 1/sqrt(n), where n counts the inputs that the mask takes away too.
     */
    @Test
    void layersStartAsDenseOnesDo() {
        int size = 40;
        try (TensorScope scope = runtime.scope()) {
            MaskedBernoulli made =
                    new MaskedBernoulli.Settings(
                                    List.of(90, 25),
                                    Activation.RELU,
                                    MaskedBernoulli.Context.HIDDEN,
                                    true,
                                    false)
                            .of(runtime, KEY, size);
            assertThat(made.parameters())
                    .extracting(Parameter::name)
                    .containsExactly(
                            "0.weight",
                            "0.bias",
                            "1.weight",
                            "1.bias",
                            "output.weight",
                            "output.bias",
                            "direct.weight",
                            "direct.bias");
            int[] inputs = {40, 90, 25, 40};
            for (int layer = 0; layer < 4; layer++) {
                double bound = 1 / Math.sqrt(inputs[layer]);
                double[] weights = made.parameters().get(2 * layer).value().abs().readDoubles();
                double[] biases = made.parameters().get(2 * layer + 1).value().abs().readDoubles();
                assertThat(Arrays.stream(weights).max().orElseThrow())
                        .isBetween(0.95 * bound, bound);
                assertThat(Arrays.stream(biases).max().orElseThrow()).isBetween(0.8 * bound, bound);
                // Half of the weights, up to the units of equal degrees.
                double masked = Arrays.stream(weights).filter(w -> w == 0).count();
                assertThat(masked / weights.length).isBetween(0.42, 0.55);
            }
        }
    }

    @Test
    void theBiasOfTheLogitsStartsFromTheMean() {
        double[] mean = {0.25, 0.5, 0.9, 0, 1};
        try (TensorScope scope = runtime.scope()) {
            MaskedBernoulli made = moved(runtime, 5, List.of(4), true, true);
            Mlp decoder =
                    new Mlp(runtime, KEY, 2, List.of(), 9, Activation.RELU, Initializer.FAN_IN);
            double[] drawn = decoder.parameters().get(1).value().readDoubles();
            made.startAt(mean, decoder);
            assertThat(decoder.parameters().get(1).value().readDoubles()).isEqualTo(drawn);
            for (Parameter parameter : made.parameters()) {
                if (parameter.name().endsWith("weight")) {
                    parameter.assign(runtime.zeros(parameter.value().shape()));
                }
            }
            Tensor none = runtime.zeros(Shape.of(1, 9));
            assertThat(made.logits(runtime.zeros(Shape.of(1, 5)), none).sigmoid().readDoubles())
                    .containsExactly(new double[] {0.25, 0.5, 0.9, 0.001, 0.999}, within(1e-12));
        }
    }

    /**
     * Data of two kinds, chosen by z: a pixel is the exclusive or of the two before it, or its
     * complement, in nine of ten cases. Fitted to them, log p(x given z) is within 0.05 nats of the
     * truth; independent pixels miss more than 1 nat whatever z says.
     */
    @Tag("full")
    @Test
    void learnsHowPixelsDependOnEachOtherAndOnZ() {
        int size = 6;
        double[][] truth = {parity(size, 0.9), parity(size, 0.1)};
        double entropy = -Arrays.stream(truth[0]).map(p -> p * Math.log(p)).sum();
        try (TensorRuntime own = torch(DType.FLOAT64);
                TensorScope outer = own.scope()) {
            MaskedBernoulli made =
                    new MaskedBernoulli.Settings(
                                    List.of(WIDTH),
                                    Activation.RELU,
                                    MaskedBernoulli.Context.HIDDEN,
                                    false,
                                    false)
                            .of(own, KEY, size);
            Mlp decoder =
                    new Mlp(own, KEY, 1, List.of(), WIDTH, Activation.RELU, Initializer.FAN_IN);
            List<Parameter> parameters = new ArrayList<>(made.parameters());
            decoder.parameters().forEach(p -> parameters.add(p.within("decoder")));
            fit(own, made, decoder, parameters, truth);
            for (int kind = 0; kind < 2; kind++) {
                double[] p = probabilities(made, decoder.apply(z(own, kind)), size)[0];
                double[] true1 = truth[kind];
                double learned =
                        -IntStream.range(0, p.length)
                                .mapToDouble(v -> true1[v] * Math.log(p[v]))
                                .sum();
                assertThat(learned).isBetween(entropy, entropy + 0.05);
            }
        }
        assertThat(size * Math.log(2)).isGreaterThan(entropy + 1);
    }

    private static Tensor z(TensorRuntime own, int kind) {
        return own.full(2 * kind - 1, Shape.of(1, 1));
    }

    /** Each step sees all data of both kinds, weighted by their probabilities. */
    private static void fit(
            TensorRuntime own,
            MaskedBernoulli made,
            Mlp decoder,
            List<Parameter> parameters,
            double[][] truth) {
        Optimizer adam =
                StrictMapper.of(
                                OptimizerSettings.Adam.class,
                                Map.of("learningRate", Schedule.constant(1)))
                        .create();
        int count = truth[0].length;
        int size = Integer.numberOfTrailingZeros(count);
        Schedule rate = new Schedule.Cosine(0.01, 0, 800);
        for (int step = 0; step < 800; step++) {
            try (TensorScope scope = own.scope();
                    GradientTape tape = GradientTape.record(own)) {
                Tensor loss = own.scalar(0);
                for (int kind = 0; kind < 2; kind++) {
                    Tensor head = decoder.apply(z(own, kind)).broadcastTo(Shape.of(count, WIDTH));
                    Tensor log = made.of(head).logProbability(all(own, size));
                    loss = loss.sub(log.mul(own.vector(truth[kind])).sum());
                }
                adam.step(
                        parameters, tape.gradients(loss), new Optimizer.Step(step, rate.at(step)));
            }
        }
    }

    /** The first two pixels are even. */
    private static double[] parity(int size, double agreement) {
        double[] p = new double[1 << size];
        for (int v = 0; v < p.length; v++) {
            p[v] = 0.25;
            for (int i = 2; i < size; i++) {
                int here = v >> (size - 1 - i) & 1;
                int before = v >> (size - i) & 1;
                int first = v >> (size + 1 - i) & 1;
                p[v] *= here == (before ^ first) ? agreement : 1 - agreement;
            }
        }
        return p;
    }

    @Test
    void whatDoesNotFitIsRefused() {
        MaskedBernoulli made = moved(runtime, 5, List.of(4), false, false);
        assertThatThrownBy(() -> made.head(DataShape.flat(6)))
                .hasMessage("a masked autoencoder of 5 pixels has no density for data of 6 values");
        assertThatThrownBy(
                        () ->
                                new MaskedAutoencoder.Layout(
                                        5, 1, List.of(), Activation.RELU, false, true))
                .hasMessage("hidden needs a width at least");
        try (TensorScope scope = runtime.scope()) {
            MaskedAutoencoder plain =
                    MaskedAutoencoder.zero(
                            runtime,
                            KEY,
                            new MaskedAutoencoder.Layout(
                                    3, 1, List.of(4), Activation.RELU, false, false));
            Tensor x = runtime.zeros(Shape.of(2, 3));
            Optional<MaskedAutoencoder.Context> context =
                    Optional.of(
                            new MaskedAutoencoder.Context(
                                    runtime.zeros(Shape.of(2, 4)), Optional.empty()));
            assertThatThrownBy(() -> plain.logits(x, context))
                    .hasMessage("an autoencoder that is not conditional takes no context");
            MaskedAutoencoder conditional =
                    MaskedAutoencoder.zero(
                            runtime,
                            KEY,
                            new MaskedAutoencoder.Layout(
                                    3, 1, List.of(4), Activation.RELU, false, true));
            assertThatThrownBy(() -> conditional.logits(x, Optional.empty()))
                    .hasMessage("a conditional autoencoder needs a context");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.likelihood.CategoricalLevels;
import org.vaelab.framework.parts.likelihood.ContinuousBernoulli;
import org.vaelab.framework.parts.likelihood.DiscretizedLogistic;
import org.vaelab.framework.parts.likelihood.DiscretizedLogisticMixture;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.Halves;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** Encoders and decoders of images, on the ND4J backend in float64. */
final class ConvolutionalNetworkTest {

    private static final RandomKey KEY = RandomKey.of(12);
    private static final Head FLAT = Head.of(Head.real("mean", 3), Head.real("logVariance", 3));

    private TensorRuntime runtime;
    private TensorScope scope;

    @BeforeEach
    void openRuntime() {
        runtime = Runtimes.nd4j(DType.FLOAT64);
        scope = runtime.scope();
    }

    @AfterEach
    void closeRuntime() {
        scope.close();
        runtime.close();
    }

    private Halves settings(
            Class<? extends ImageArchitecture> type,
            List<Integer> channels,
            @Nullable Integer kernel) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("hidden", List.of(7));
        keys.put("activation", Activation.TANH);
        keys.put("channels", channels);
        keys.put("kernel", kernel);
        if (type == ImageArchitecture.Residual.class) {
            keys.put("blocks", 2);
            keys.put("residualWidth", 3);
        }
        return new Halves(runtime, StrictMapper.of(type, keys));
    }

    private static Stream<Class<? extends ImageArchitecture>> convolutional() {
        return Stream.of(ImageArchitecture.Convolutional.class, ImageArchitecture.Residual.class);
    }

    private Network encoder(Halves settings, DataShape data, Head head) {
        return settings.encoder(KEY.split("encoder"), data, 0, head);
    }

    private Decoder decoder(Halves settings, DataShape data, int inputs, Head head) {
        return settings.decoder(KEY.split("decoder"), inputs, Optional.empty(), 0, data, head);
    }

    private static void set(TensorRuntime runtime, Network network, String name, double... values) {
        Parameter parameter =
                network.parameters().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        parameter.assign(runtime.tensor(values, parameter.value().shape()));
    }

    private static List<String> shapes(Network network) {
        return network.parameters().stream()
                .map(p -> p.name() + " " + p.value().shape())
                .filter(text -> text.contains("weight"))
                .toList();
    }

    // ------------------------------------------------------------------------------ architecture

    @Test
    void theDefaultIsThatOfDisentanglementLib() {
        Halves settings =
                new Halves(runtime, StrictMapper.defaults(ImageArchitecture.Convolutional.class));
        DataShape data = new DataShape(1, 64, 64);

        assertThat(settings.encoding().activation()).isEqualTo(Activation.RELU);
        assertThat(shapes(encoder(settings, data, FLAT)))
                .containsExactly(
                        "image.0.weight [32, 1, 4, 4]",
                        "image.1.weight [32, 32, 4, 4]",
                        "image.2.weight [64, 32, 4, 4]",
                        "image.3.weight [64, 64, 4, 4]",
                        "dense.0.weight [1024, 256]",
                        "dense.1.weight [256, 6]");
        assertThat(shapes(decoder(settings, data, 3, new Bernoulli().head(data))))
                .containsExactly(
                        "dense.0.weight [3, 256]",
                        "dense.1.weight [256, 1024]",
                        "image.0.weight [64, 64, 4, 4]",
                        "image.1.weight [64, 32, 4, 4]",
                        "image.2.weight [32, 32, 4, 4]",
                        "image.3.weight [32, 1, 4, 4]");
    }

    @Test
    void theResidualDefaultIsThatOfVqVae() {
        Halves settings =
                new Halves(runtime, StrictMapper.defaults(ImageArchitecture.Residual.class));
        DataShape data = new DataShape(3, 32, 32);
        Grid grid = new Grid(8, 8);
        Head codes = Head.of(Head.real("code", 64 * 5)).onGrid(grid);

        assertThat(shapes(encoder(settings, data, codes)))
                .containsExactly(
                        "image.0.weight [64, 3, 4, 4]",
                        "image.1.weight [128, 64, 4, 4]",
                        "image.2.weight [128, 128, 3, 3]",
                        "image.3.0.spatial.weight [32, 128, 3, 3]",
                        "image.3.0.pointwise.weight [128, 32, 1, 1]",
                        "image.3.1.spatial.weight [32, 128, 3, 3]",
                        "image.3.1.pointwise.weight [128, 32, 1, 1]",
                        "image.4.weight [5, 128, 1, 1]");
        Decoder decoder =
                settings.decoder(
                        KEY,
                        64 * 5,
                        Optional.of(grid),
                        0,
                        data,
                        new DiscretizedLogistic().head(data));
        assertThat(shapes(decoder))
                .containsExactly(
                        "image.0.weight [128, 5, 3, 3]",
                        "image.1.0.spatial.weight [32, 128, 3, 3]",
                        "image.1.0.pointwise.weight [128, 32, 1, 1]",
                        "image.1.1.spatial.weight [32, 128, 3, 3]",
                        "image.1.1.pointwise.weight [128, 32, 1, 1]",
                        "image.2.weight [128, 64, 4, 4]",
                        "image.3.weight [64, 6, 4, 4]");
    }

    /** By hand: 4x4 pixels 0 ... 15, kernel (1 2; 3 4), bias 1/2, then twice that minus 1. */
    @Test
    void aConvolutionIsWhatItIsByHand() {
        DataShape data = new DataShape(1, 4, 4);
        Halves settings = identity(List.of(1), 2);
        Head head = Head.of(Head.real("code", 4)).onGrid(new Grid(2, 2));
        Network encoder = encoder(settings, data, head);
        set(runtime, encoder, "image.0.weight", 1, 2, 3, 4);
        set(runtime, encoder, "image.0.bias", 0.5);
        set(runtime, encoder, "image.1.weight", 2);
        set(runtime, encoder, "image.1.bias", -1);
        Tensor x =
                runtime.tensor(IntStream.range(0, 16).asDoubleStream().toArray(), Shape.of(1, 16));

        // 0 + 2*1 + 3*4 + 4*5 = 34; each step to the right adds 20, each step down 80.
        assertThat(encoder.apply(x).readDoubles()).containsExactly(68, 108, 228, 268);
    }

    /**
     * By hand: one number 3 meets the inner 2x2 of a 4x4 kernel, and half of it at an odd extent.
     */
    @Test
    void aTransposedConvolutionIsWhatItIsByHand() {
        double[] kernel = IntStream.rangeClosed(1, 16).asDoubleStream().toArray();
        for (DataShape data : List.of(new DataShape(1, 2, 2), new DataShape(1, 2, 1))) {
            Decoder decoder =
                    identity(List.of(1), 4)
                            .decoder(
                                    KEY,
                                    1,
                                    Optional.of(new Grid(1, 1)),
                                    0,
                                    data,
                                    new Bernoulli().head(data));
            set(runtime, decoder, "image.0.weight", 1);
            set(runtime, decoder, "image.0.bias", 0);
            set(runtime, decoder, "image.1.weight", kernel);
            set(runtime, decoder, "image.1.bias", 0.25);

            double[] image = decoder.apply(runtime.full(3, Shape.of(1, 1))).readDoubles();

            double[] expected =
                    data.width() == 2
                            ? new double[] {18.25, 21.25, 30.25, 33.25}
                            : new double[] {18.25, 30.25};
            assertThat(image).containsExactly(expected, within(1e-14));
        }
    }

    private Halves identity(List<Integer> channels, int kernel) {
        return new Halves(
                runtime,
                new ImageArchitecture.Convolutional(
                        List.of(), channels, kernel, Activation.IDENTITY, Initializer.FAN_IN));
    }

    // -------------------------------------------------------------------------------- properties

    static Stream<DataShape> sizes() {
        int[] draws = KEY.split("sizes").permutation(3 * 40 * 40);
        Stream<DataShape> drawn =
                Arrays.stream(draws)
                        .limit(40)
                        .mapToObj(i -> new DataShape(1 + i % 3, 1 + i / 3 % 40, 1 + i / 120))
                        .filter(data -> !data.isFlat() && halvings(data) > 0);
        return Stream.concat(
                Stream.of(
                        new DataShape(1, 28, 28),
                        new DataShape(1, 64, 64),
                        new DataShape(3, 32, 32),
                        new DataShape(1, 21, 40),
                        new DataShape(1, 5, 1),
                        new DataShape(2, 1, 2)),
                drawn);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("sizes")
    void anyImageComesBackInItsShape(DataShape data) {
        int some = data.height() * 7 + data.width();
        List<Integer> channels = Collections.nCopies(Math.min(1 + some % 4, halvings(data)), 2);
        int kernel = 1 + some % 6;
        convolutional()
                .forEach(
                        architecture -> {
                            Halves settings = settings(architecture, channels, kernel);
                            Tensor x = runtime.zeros(Shape.of(2, data.size()));
                            Tensor z = runtime.zeros(Shape.of(3, 2, 5));
                            Head head = new DiscretizedLogisticMixture(2).head(data);

                            assertThat(encoder(settings, data, FLAT).apply(x).shape())
                                    .isEqualTo(Shape.of(2, 6));
                            assertThat(decoder(settings, data, 5, head).apply(z).shape())
                                    .isEqualTo(Shape.of(3, 2, 6 * data.size()));
                        });
    }

    /**
     * With the same kernels, and neither biases nor activations, the decoder is the transpose of
     * the encoder: (E x, y) = (x, D y). So every layer inverts the extents of its counterpart,
     * padding and all, and both read a grid in one order.
     */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("sizes")
    void theDecoderIsTheTransposeOfTheEncoder(DataShape data) {
        int some = data.height() * 5 + data.width();
        int last = Math.min(2 + some % 3, 1 + halvings(data));
        List<Integer> channels = IntStream.rangeClosed(2, last).boxed().toList();
        Halves settings = identity(channels, 1 + some % 6);
        Grid grid = grid(data, channels.size());
        Head codes = Head.of(Head.real("code", 3 * grid.positions())).onGrid(grid);
        Network encoder = encoder(settings, data, codes);
        Decoder decoder =
                settings.decoder(
                        KEY, codes.width(), Optional.of(grid), 0, data, new Bernoulli().head(data));
        tie(encoder, decoder);
        Tensor x = runtime.normal(KEY.split("x"), Shape.of(2, data.size()));
        Tensor y = runtime.normal(KEY.split("y"), Shape.of(2, codes.width()));

        Tensor ex = encoder.apply(x);
        Tensor dy = decoder.apply(y);

        assertThat(ex.shape()).isEqualTo(y.shape());
        assertThat(dy.shape()).isEqualTo(x.shape());
        double size = ex.mul(y).abs().sum().readScalar();
        assertThat(size).isPositive();
        assertThat(ex.mul(y).sum().readScalar())
                .isCloseTo(x.mul(dy).sum().readScalar(), within(1e-12 * size));
    }

    /** Returns how often an image is halved until one pixel is left. */
    private static int halvings(DataShape data) {
        int halvings = 0;
        while (grid(data, halvings).positions() > 1) {
            halvings++;
        }
        return halvings;
    }

    private static Grid grid(DataShape data, int layers) {
        int rows = data.height();
        int columns = data.width();
        for (int i = 0; i < layers; i++) {
            rows = (rows + 1) / 2;
            columns = (columns + 1) / 2;
        }
        return new Grid(rows, columns);
    }

    private void tie(Network encoder, Network decoder) {
        List<Parameter> down = encoder.parameters();
        List<Parameter> up = decoder.parameters();
        assertThat(up).hasSameSizeAs(down);
        for (int i = 0; i < down.size(); i += 2) {
            Parameter weight = up.get(up.size() - 2 - i);
            Tensor source = down.get(i).value();
            // A pointwise convolution has its inputs last, a transposed one its outputs.
            boolean pointwise = i == down.size() - 2;
            weight.assign(pointwise ? source.permute(1, 0, 2, 3) : source);
            for (Parameter bias : List.of(down.get(i + 1), up.get(up.size() - 1 - i))) {
                bias.assign(runtime.zeros(bias.value().shape()));
            }
        }
    }

    /**
     * Channels of the last layer that are multiples of one another tell their place in the head.
     */
    @Test
    void everyNumberOfAValueLiesWhereTheHeadHasIt() {
        DataShape data = new DataShape(2, 5, 3);
        int d = data.size();
        Halves settings = settings(ImageArchitecture.Convolutional.class, List.of(4, 3), 4);
        Decoder plain = decoder(settings, data, 5, Head.of(Head.real("a", d)));
        Decoder several =
                decoder(settings, data, 5, Head.of(Head.real("a", d), Head.real("b", 3 * d)));
        Tensor last = plain.parameters().get(6).value();
        Tensor first = last.slice(1, 0, 1);
        Tensor second = last.slice(1, 1, 2);
        several.parameters()
                .get(6)
                .assign(
                        Tensor.concatenate(
                                List.of(
                                        first,
                                        second,
                                        first.mul(10),
                                        first.mul(20),
                                        first.mul(30),
                                        second.mul(40),
                                        second.mul(50),
                                        second.mul(60)),
                                1));
        for (Decoder decoder : List.of(plain, several)) {
            Parameter bias = decoder.parameters().get(7);
            bias.assign(runtime.zeros(bias.value().shape()));
        }
        Tensor z = runtime.normal(KEY, Shape.of(4, 5));

        double[] a = plain.apply(z).readDoubles();
        double[] all = several.apply(z).readDoubles();

        for (int row = 0; row < 4; row++) {
            for (int value = 0; value < d; value++) {
                double expected = a[row * d + value];
                assertThat(all[row * 4 * d + value]).isCloseTo(expected, within(1e-12));
                for (int j = 0; j < 3; j++) {
                    double factor = 10 * (j + 1) + (value < d / 2 ? 0 : 30);
                    assertThat(all[row * 4 * d + d + value * 3 + j])
                            .isCloseTo(factor * expected, within(1e-11));
                }
            }
        }
    }

    // ---------------------------------------------------------------------------------- starting

    static Stream<Likelihood> likelihoods() {
        return Stream.of(
                new Bernoulli(),
                new ContinuousBernoulli(),
                new DiscretizedLogistic(),
                new DiscretizedLogisticMixture(3),
                new CategoricalLevels());
    }

    @ParameterizedTest
    @MethodSource("likelihoods")
    void theDecoderStartsFromTheMeanOfEachChannel(Likelihood likelihood) {
        DataShape data = new DataShape(2, 2, 3);
        double[] mean = {0.1, 0.2, 0.3, 0.3, 0.2, 0.1, 0.4, 0.5, 0.6, 0.6, 0.5, 0.4};
        Decoder decoder =
                decoder(
                        settings(ImageArchitecture.Residual.class, List.of(3), 4),
                        data,
                        2,
                        likelihood.head(data));
        likelihood.startAt(mean, decoder);
        List<Parameter> parameters = decoder.parameters();
        Parameter lastWeight = parameters.get(parameters.size() - 2);
        lastWeight.assign(runtime.zeros(lastWeight.value().shape()));

        Tensor output = decoder.apply(runtime.normal(KEY, Shape.of(1, 2)));

        double[] even = new double[12];
        Arrays.fill(even, 0, 6, 0.2);
        Arrays.fill(even, 6, 12, 0.5);
        assertThat(output.readDoubles())
                .containsExactly(start(likelihood, data, even), within(1e-12));
    }

    /** The bias that a dense decoder starts from: its output for an input of 0. */
    private double[] start(Likelihood likelihood, DataShape data, double[] mean) {
        int width = likelihood.head(data).width();
        Mlp dense =
                new Mlp(runtime, KEY, 1, List.of(), width, Activation.IDENTITY, Initializer.FAN_IN);
        likelihood.startAt(mean, dense);
        return dense.apply(runtime.zeros(Shape.of(1, 1))).readDoubles();
    }

    // ------------------------------------------------------------------------- the decoder's own

    private Halves withDecoderHidden(List<Integer> decoderHidden) {
        return new Halves(
                runtime,
                new ImageArchitecture.Convolutional(
                        List.of(7, 5), List.of(3, 4), 4, Activation.RELU, Initializer.FAN_IN),
                new ImageArchitecture.Convolutional(
                        decoderHidden, List.of(4, 3), 4, Activation.RELU, Initializer.FAN_IN));
    }

    @Test
    void theDenseLayersOfTheDecoderMayHaveWidthsOfTheirOwn() {
        DataShape data = new DataShape(1, 8, 8);
        Head pixels = new Bernoulli().head(data);

        assertThat(shapes(decoder(withDecoderHidden(List.of(9)), data, 2, pixels)))
                .contains("dense.0.weight [2, 9]", "dense.1.weight [9, 16]");
        assertThat(shapes(decoder(withDecoderHidden(List.of()), data, 2, pixels)))
                .contains("dense.0.weight [2, 16]")
                .noneMatch(shape -> shape.startsWith("dense.1"));
        assertThat(shapes(encoder(withDecoderHidden(List.of(9)), data, FLAT)))
                .contains("dense.0.weight [16, 7]", "dense.1.weight [7, 5]");
    }

    /** The largest of 1,000 uniforms is below 97 % of the bound with a probability of 1e-13. */
    @Test
    void weightsAreDrawnByTheNumberOfInputs() {
        DataShape data = new DataShape(4, 8, 8);
        Halves settings =
                new Halves(
                        runtime,
                        new ImageArchitecture.Convolutional(
                                List.of(), List.of(16), 4, Activation.RELU, Initializer.FAN_IN));
        List<Parameter> down = encoder(settings, data, FLAT).parameters();
        List<Parameter> up = decoder(settings, data, 64, new Bernoulli().head(data)).parameters();

        // 4 channels of 4x4; transposed, 16 channels of a quarter of 4x4.
        for (Parameter weight : List.of(down.get(0), up.get(2))) {
            double[] values = weight.value().abs().readDoubles();
            assertThat(values).hasSize(1024);
            assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.97 / 8, 1.0 / 8);
        }
        assertThat(down.get(1).value().abs().max().readScalar()).isBetween(0.01, 1.0 / 8);
    }

    @ParameterizedTest
    @MethodSource("convolutional")
    void oneKeyGivesOneNetwork(Class<? extends ImageArchitecture> architecture) {
        DataShape data = new DataShape(1, 7, 6);
        Halves settings = settings(architecture, List.of(2, 3), null);
        Tensor x = runtime.uniform(KEY, Shape.of(2, 42));
        double[] output = encoder(settings, data, FLAT).apply(x).readDoubles();

        assertThat(encoder(settings, data, FLAT).apply(x).readDoubles()).isEqualTo(output);
        assertThat(settings.encoder(KEY.split("other"), data, 0, FLAT).apply(x).readDoubles())
                .isNotEqualTo(output);
        List<Network> both =
                List.of(
                        encoder(settings, data, FLAT),
                        decoder(settings, data, 3, new Bernoulli().head(data)));
        for (Network network : both) {
            assertThat(network.parameters().stream().map(Parameter::name).toList())
                    .doesNotHaveDuplicates();
            assertThat(
                            network.parameters().stream()
                                    .map(p -> Math.abs(p.value().readDoubles()[0]))
                                    .toList())
                    .doesNotHaveDuplicates();
        }
    }

    // --------------------------------------------------------------------------------- gradients

    @ParameterizedTest
    @MethodSource("convolutional")
    void gradientsInTheInputAgreeWithDifferences(Class<? extends ImageArchitecture> architecture) {
        DataShape data = new DataShape(2, 5, 3);
        Halves settings = settings(architecture, List.of(2, 3), null);
        Network encoder = encoder(settings, data, FLAT);
        Head head = new DiscretizedLogistic().head(data);
        Decoder decoder = decoder(settings, data, 3, head);

        GradientCheck check = GradientCheck.of(runtime);
        check.check(
                "encoder",
                in -> encoder.apply(in.get(0)),
                runtime.normal(KEY, Shape.of(2, data.size())));
        check.check(
                "decoder", in -> decoder.apply(in.get(0)), runtime.normal(KEY, Shape.of(2, 2, 3)));
    }

    @ParameterizedTest
    @MethodSource("convolutional")
    void gradientsInTheParametersAgreeWithDifferences(
            Class<? extends ImageArchitecture> architecture) {
        DataShape data = new DataShape(1, 6, 7);
        Halves settings = settings(architecture, List.of(2, 3), null);
        Grid grid = new Grid(2, 2);
        Head codes = Head.of(Head.real("a", 8), Head.real("b", 4)).onGrid(grid);
        Network encoder = encoder(settings, data, codes);
        Decoder decoder =
                settings.decoder(KEY, 12, Optional.of(grid), 0, data, new Bernoulli().head(data));
        Tensor x = runtime.normal(KEY, Shape.of(3, 42));
        Stream.concat(encoder.parameters().stream(), decoder.parameters().stream())
                .forEach(parameter -> checkParameter(encoder, decoder, x, parameter));
    }

    private void checkParameter(Network encoder, Network decoder, Tensor x, Parameter parameter) {
        Tensor value = parameter.value();
        Tensor start = value.mul(1);
        Tensor direction = runtime.normal(KEY.split("direction"), value.shape());
        double analytic;
        try (GradientTape tape = GradientTape.record(runtime)) {
            Gradients gradients = tape.gradients(loss(encoder, decoder, x));
            analytic = gradients.of(value).mul(direction).sum().readScalar();
        }
        double step = 1e-5;
        parameter.assign(start.add(direction.mul(step)));
        double above = loss(encoder, decoder, x).readScalar();
        parameter.assign(start.sub(direction.mul(step)));
        double below = loss(encoder, decoder, x).readScalar();
        parameter.assign(start);

        assertThat(analytic)
                .as(parameter.name())
                .isCloseTo(
                        (above - below) / (2 * step),
                        within(1e-7 * Math.max(1, Math.abs(analytic))));
        assertThat(analytic).as(parameter.name()).isNotZero();
    }

    private static Tensor loss(Network encoder, Network decoder, Tensor x) {
        return decoder.apply(encoder.apply(x)).sub(x).square().sum();
    }

    // ---------------------------------------------------------------------------------- refusals

    @Test
    void anImageIsHalvedUntilOnePixelIsLeft() {
        DataShape digits = new DataShape(1, 28, 28);
        List<Integer> five = List.of(2, 2, 2, 2, 2);
        List<Integer> seven = List.of(2, 2, 2, 2, 2, 2, 2);
        encoder(settings(ImageArchitecture.Convolutional.class, five, null), digits, FLAT);
        assertThatThrownBy(
                        () ->
                                encoder(
                                        settings(
                                                ImageArchitecture.Convolutional.class, seven, null),
                                        digits,
                                        FLAT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "network.channels has 7 layers, and each halves the image; "
                                + digits
                                + " images can be halved 5 times\nname at most 5 numbers in"
                                + " network.channels");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Halves settings = settings(ImageArchitecture.Convolutional.class, List.of(4, 4), null);
        DataShape digits = new DataShape(1, 28, 28);

        assertThatThrownBy(() -> encoder(settings, DataShape.flat(784), FLAT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "architecture 'convolutional' needs images, but the data are plain"
                                + " vectors of 784 values\nuse network.encoder: mlp, or data that"
                                + " have the shape of images");
        assertThatThrownBy(
                        () ->
                                encoder(
                                        settings,
                                        digits,
                                        Head.of(Head.real("code", 64)).onGrid(new Grid(4, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the latent variables are on a grid of 4x4, but the 2 strided layers of"
                                + " network.channels reduce 1x28x28 images to 7x7\npossible grids"
                                + " are 14x14 with 1 layer, 7x7 with 2, 4x4 with 3, 2x2 with 4, 1x1"
                                + " with 5");
        assertThatThrownBy(
                        () ->
                                settings.decoder(
                                        KEY,
                                        16,
                                        Optional.of(new Grid(4, 4)),
                                        0,
                                        digits,
                                        new Bernoulli().head(digits)))
                .hasMessageContaining("the latent variables are on a grid of 4x4");
        assertThatThrownBy(
                        () ->
                                settings.decoder(
                                        KEY,
                                        50,
                                        Optional.of(new Grid(7, 7)),
                                        0,
                                        digits,
                                        new Bernoulli().head(digits)))
                .hasMessage("50 numbers do not divide among the 49 positions of a grid of 7x7");
        assertThatThrownBy(() -> decoder(settings, digits, 2, Head.of(Head.real("scale", 1))))
                .hasMessage(
                        "a convolution produces equally many numbers for each of 784 values, but"
                                + " the output 'scale' has 1; use network.encoder: mlp");
        assertThatThrownBy(() -> Head.of(Head.real("code", 10)).onGrid(new Grid(2, 2)))
                .hasMessage(
                        "the 10 numbers of code do not divide among the 4 positions of a grid of"
                                + " 2x2");
        assertThatThrownBy(() -> new Grid(0, 3))
                .hasMessage("a grid has at least 1 row and 1 column, not 0x3");
        assertThatThrownBy(
                        () ->
                                encoder(settings, digits, FLAT)
                                        .apply(runtime.zeros(Shape.of(2, 783))))
                .hasMessage("a network of rows of 784 numbers does not take [2, 783]");
        assertThatThrownBy(
                        () ->
                                settings.encoder(KEY, digits, 10, FLAT)
                                        .apply(runtime.zeros(Shape.of(2, 784))))
                .hasMessage("a network of rows of 794 numbers does not take [2, 784]");
        assertThatThrownBy(
                        () ->
                                decoder(settings, digits, 3, new Bernoulli().head(digits))
                                        .apply(runtime.zeros(Shape.of(2, 4))))
                .hasMessage("a network of rows of 3 numbers does not take [2, 4]");
    }

    @Test
    void emptyLayersAreRefused() {
        assertThatThrownBy(() -> settings(ImageArchitecture.Convolutional.class, List.of(), null))
                .hasMessage("channels: needs one width at least");
        assertThatThrownBy(
                        () -> settings(ImageArchitecture.Convolutional.class, List.of(3, 0), null))
                .hasMessage("channels: a width must be at least 1, is 0");
        assertThatThrownBy(() -> settings(ImageArchitecture.Convolutional.class, List.of(3), 0))
                .hasMessage("kernel must be at least 1, is 0");
    }
}

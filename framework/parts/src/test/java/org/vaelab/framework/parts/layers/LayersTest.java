// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.parts.architecture.Layers;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** Layers of lists, beside values of PyTorch 1.13 and of NumPy in float64. */
final class LayersTest {

    private static final RandomKey KEY = RandomKey.of(5);
    private static final Golden GOLDEN = Golden.beside(LayersTest.class, "layers.json");
    private static final Plugins PLUGINS = Plugins.of(List.of(new StandardModule()));
    private static final Head HEAD = Head.of(Head.real("mean", 3), Head.real("logVariance", 3));
    private static final DataShape IMAGES = new DataShape(1, 8, 6);

    private TensorRuntime runtime;
    private TensorScope scope;
    private PartContext context;

    @BeforeEach
    void openRuntime() {
        runtime = Runtimes.nd4j(DType.FLOAT64);
        scope = runtime.scope();
        context =
                new PartContext(
                        runtime,
                        KEY,
                        new KnownData(IMAGES, ValueDomain.REAL, new double[IMAGES.size()]),
                        PLUGINS);
    }

    @AfterEach
    void closeRuntime() {
        scope.close();
        runtime.close();
    }

    /** Reads a list as a config in YAML has it, by quotes around its words. */
    static List<WrittenLayer> list(String written) {
        try {
            List<WrittenLayer> items = new ArrayList<>();
            String json = written.replaceAll("\\b(?!true\\b)[a-z][A-Za-z-]*", "\"$0\"");
            new ObjectMapper().readTree(json).forEach(item -> items.add(new WrittenLayer(item)));
            return items;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Layer layer(List<WrittenLayer> layers, Shape seen) {
        return new LayerInput(context, seen, "network").inside("encoder", layers);
    }

    private Network encoder(String layers, DataShape seen, int beside, Head head) {
        return new Layers(list(layers)).encoder(new EncoderInput(context, seen, beside), head);
    }

    private Decoder decoder(
            String layers, int width, Optional<Grid> grid, int beside, DataShape data, Head head) {
        return new Layers(list(layers))
                .decoder(new DecoderInput(context, width, grid, beside, data), head);
    }

    private static Optional<Parameter> find(List<Parameter> parameters, String ending) {
        return parameters.stream().filter(p -> p.name().endsWith(ending)).findFirst();
    }

    private static Parameter named(List<Parameter> parameters, String name) {
        return find(parameters, name).orElseThrow();
    }

    private Tensor normal(String name, int... extents) {
        return runtime.normal(KEY.split(name), Shape.of(extents));
    }

    private static double[] doubles(Tensor tensor) {
        return tensor.readDoubles();
    }

    private Tensor inPass(RandomKey key, Network network, Tensor x) {
        try (TrainingMode.Pass pass = context.mode().begin(key, network.parameters())) {
            return network.apply(x);
        }
    }

    // ---------------------------------------------------------------------------------- values

    static Stream<JsonNode> golden() {
        return GOLDEN.cases("layer");
    }

    @ParameterizedTest
    @MethodSource("golden")
    void isThatOfPyTorch(JsonNode golden) {
        JsonNode input = golden.get("input");
        int[] seen =
                DoubleStream.of(Golden.numbers(input.get("seen"))).mapToInt(d -> (int) d).toArray();
        List<WrittenLayer> written = new ArrayList<>();
        input.get("layers").forEach(each -> written.add(new WrittenLayer(each)));
        Layer layer = layer(written, Shape.of(seen));
        input.get("parameters")
                .properties()
                .forEach(
                        named -> {
                            Parameter p = named(layer.parameters(), named.getKey());
                            double[] values = Golden.numbers(named.getValue());
                            p.assign(runtime.tensor(values, p.value().shape()));
                        });
        double[] values = Golden.numbers(input, "x");
        int rows = values.length / Shape.of(seen).size();
        Tensor x = runtime.keep(runtime.tensor(values, Shape.of(seen).prepend(rows)), true);

        TrainingMode mode = context.mode();
        try (GradientTape tape = GradientTape.record(runtime)) {
            List<StateUpdate> updates;
            Tensor y;
            try (TrainingMode.Pass pass = mode.begin(KEY, layer.parameters())) {
                y =
                        layer.function()
                                .of(
                                        x,
                                        input.get("training").asBoolean()
                                                ? Optional.of(pass)
                                                : Optional.empty());
                updates = pass.updates();
            }
            assertThat(y.shape()).isEqualTo(layer.output().prepend(rows));
            GOLDEN.check(golden, "y", doubles(y));
            Tensor upstream = runtime.tensor(Golden.numbers(input, "upstream"), y.shape());
            Tensor gradient = tape.gradients(y.mul(upstream).sum(), List.of(x)).of(x);
            GOLDEN.check(golden, "gradient", doubles(gradient));
            runtime.unrecorded(
                    () -> {
                        updates.forEach(u -> u.make(new TrainingProgress(0, 1)));
                        return updates;
                    });
        }
        golden.get("expected")
                .get("state")
                .fieldNames()
                .forEachRemaining(
                        name ->
                                assertThat(doubles(named(layer.parameters(), name).value()))
                                        .containsExactly(
                                                Golden.numbers(
                                                        golden.get("expected")
                                                                .get("state")
                                                                .get(name)),
                                                within(1e-9)));
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{dense: 5}, gelu, layer-norm, {dense: 4}, silu]",
                "[{convolution: {channels: 4, kernel: 3, stride: 2}}, {group-norm: 2}, mish]",
                "[{convolution: {channels: 2, padding: 1}}, pool, elu, {upsample: 2}, leaky-relu]",
                "[{convolution: 2}, batch-norm, {dropout: 0.3}, {transposed-convolution: {channels: 1, kernel: 4,"
                        + " stride: 2}}, tanh, {pool: {size: 3, kind: average}}]",
                "[{dense: 12}, {reshape: [3, 2, 2]}, {residual: [{convolution: {channels: 3,"
                        + " padding: 1}}, softplus]}, {residual: {layers: [{convolution: {channels: 2, kernel:"
                        + " 2, stride: 2}}], projection: true}}]"
            })
    void gradientsAreThoseOfDifferences(String layers) {
        Network network = encoder(layers, IMAGES, 0, HEAD);
        ParameterProbe.move(network, KEY.split("moved"), 0.3);
        find(network.parameters(), "runningVariance")
                .ifPresent(p -> p.assign(runtime.full(1.7, p.value().shape())));
        Tensor x = normal("x", 3, IMAGES.size());
        GradientCheck.of(runtime).check(layers, in -> network.apply(in.get(0)), x);
        GradientCheck.of(runtime).check(layers, in -> inPass(KEY, network, in.get(0)), x);
        Component learned =
                new Component() {
                    @Override
                    public List<Parameter> parameters() {
                        return network.parameters().stream()
                                .filter(p -> p.role() == Parameter.Role.LEARNED)
                                .toList();
                    }
                };
        ParameterProbe.compareWithDifferences(learned, () -> network.apply(x).square());
        ParameterProbe.compareWithDifferences(learned, () -> inPass(KEY, network, x).square());
    }

    // --------------------------------------------------------------------------------- networks

    @Test
    void weightsStartAsInPyTorch() {
        Network network =
                encoder(
                        "[{convolution: {channels: 40, kernel: 3}}, {transposed-convolution:"
                                + " {channels: 30, kernel: 2}}, {dense: 50}, batch-norm]",
                        IMAGES,
                        0,
                        HEAD);
        Map<String, Double> bounds =
                Map.of(
                        "0.weight", 1 / Math.sqrt(9),
                        "0.bias", 1 / Math.sqrt(9),
                        // nn.ConvTranspose2d counts the channels of the output.
                        "1.weight", 1 / Math.sqrt(30 * 4),
                        "1.bias", 1 / Math.sqrt(30 * 4),
                        "2.weight", 1 / Math.sqrt(30 * 7 * 5),
                        "2.bias", 1 / Math.sqrt(30 * 7 * 5),
                        "4.weight", 1 / Math.sqrt(50));
        bounds.forEach(
                (name, bound) -> {
                    double[] values = doubles(named(network.parameters(), name).value());
                    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
                    assertThat(largest).as(name).isLessThanOrEqualTo(bound);
                    // Fails for a right bound with probability 0.8^30 = 1e-3 at most, by a fixed
                    // key.
                    assertThat(largest).as(name).isGreaterThan(0.8 * bound);
                });
        assertThat(doubles(named(network.parameters(), "3.weight").value())).containsOnly(1);
        assertThat(doubles(named(network.parameters(), "3.runningVariance").value()))
                .containsOnly(1);
    }

    @Test
    void furtherNumbersEnterBeforeTheFirstDenseLayerOrTheLast() {
        Tensor x = normal("x", 2, IMAGES.size());
        for (String layers :
                List.of(
                        "[{convolution: 2}, {dense: 4}, tanh]",
                        "[{convolution: 2}, relu]",
                        "[{residual: [{dense: 48}, {reshape: [1, 8, 6]}]}]")) {
            Network network = encoder(layers, IMAGES, 2, HEAD);
            double[] one = doubles(network.apply(with(x, 0.5)));
            double[] other = doubles(network.apply(with(x, -1)));
            assertThat(one).as(layers).hasSize(12).isNotEqualTo(other);
        }
    }

    private Tensor with(Tensor x, double value) {
        return Tensor.concatenate(
                List.of(x, runtime.full(value, Shape.of(x.shape().extent(0), 2))), -1);
    }

    @Test
    void aDecoderOfImagesEndsInAConvolutionOfKernelOne() {
        Head head = Head.of(Head.real("mean", IMAGES.size()), Head.real("scale", IMAGES.size()));
        Decoder decoder =
                decoder(
                        "[{dense: 48}, relu, {reshape: [2, 4, 6]}, {reshape: [4, 4, 3]}, {upsample:"
                                + " 2}]",
                        3,
                        Optional.empty(),
                        0,
                        IMAGES,
                        head);
        assertThat(named(decoder.parameters(), "5.weight").value().shape())
                .isEqualTo(Shape.of(4, 2));
        assertThat(decoder.apply(normal("z", 5, 2, 3)).shape())
                .isEqualTo(Shape.of(5, 2, 2 * IMAGES.size()));
        decoder.startAt(
                new double[IMAGES.size()],
                mean -> {
                    double[] start = new double[2 * mean.length];
                    Arrays.fill(start, 0, mean.length, 0.25);
                    Arrays.fill(start, mean.length, 2 * mean.length, -3);
                    return start;
                });
        assertThat(doubles(named(decoder.parameters(), "5.bias").value()))
                .containsExactly(new double[] {0.25, -3}, within(1e-12));
    }

    @Test
    void latentVariablesOnAGridAreAnImage() {
        Grid grid = new Grid(4, 3);
        Head head = Head.of(Head.real("logits", IMAGES.size()));
        Decoder decoder = decoder("[{upsample: 2}]", 24, Optional.of(grid), 0, IMAGES, head);
        double[] z = new double[24];
        z[2 * 5] = 1;
        z[2 * 5 + 1] = 10;
        named(decoder.parameters(), "1.weight")
                .assign(runtime.tensor(new double[] {1, 1}, Shape.of(2, 1)));
        named(decoder.parameters(), "1.bias").assign(runtime.zeros(Shape.of(1)));

        double[] x = doubles(decoder.apply(runtime.tensor(z, Shape.of(1, 24))));

        // Position 5 of a grid of 4x3 is row 1, column 2: rows 2 and 3, columns 4 and 5 of the
        // image.
        for (int i = 0; i < 48; i++) {
            boolean inside = (i / 6 == 2 || i / 6 == 3) && i % 6 >= 4;
            assertThat(x[i]).as("pixel " + i).isEqualTo(inside ? 11 : 0);
        }
        Head onGrid = Head.of(Head.real("mean", 24)).onGrid(grid);
        Network encoder = encoder("[{pool: 2}]", IMAGES, 0, onGrid);
        assertThat(named(encoder.parameters(), "1.weight").value().shape())
                .isEqualTo(Shape.of(1, 2));
    }

    // ---------------------------------------------------------------------------- training mode

    @Test
    void dropoutKeepsTheMeanInTrainingAndNumbersInEvaluation() {
        Layer layer = layer(list("[{dropout: 0.2}]"), Shape.of(10_000));
        Tensor x = runtime.ones(Shape.of(2, 10_000));
        assertThat(doubles(layer.function().of(x, Optional.empty()))).containsOnly(1);
        try (TrainingMode.Pass pass = context.mode().begin(KEY, List.of())) {
            double[] y = doubles(layer.function().of(x, Optional.of(pass)));
            assertThat(y).containsOnly(0, 1.25);
            // The share of zeros has standard deviation sqrt(0.16 / 20000) = 0.0028; 5 of them.
            double zeros = Arrays.stream(y).filter(v -> v == 0).count() / 20_000.0;
            assertThat(zeros).isEqualTo(0.2, within(0.0142));
            assertThat(doubles(layer.function().of(x, Optional.of(pass)))).isNotEqualTo(y);
        }
        try (TrainingMode.Pass again = context.mode().begin(KEY, List.of())) {
            assertThat(doubles(layer.function().of(x, Optional.of(again)))).contains(0);
        }
    }

    @Test
    void masksComeFromTheKeyOfTheStep() {
        Network network = encoder("[{dense: 50}, {dropout: 0.5}]", IMAGES, 0, HEAD);
        Tensor x = normal("x", 4, IMAGES.size());
        double[] one = doubles(inPass(KEY, network, x));
        assertThat(doubles(inPass(KEY, network, x))).isEqualTo(one);
        assertThat(doubles(inPass(KEY.fold(1), network, x))).isNotEqualTo(one);
        assertThat(doubles(network.apply(x))).isNotEqualTo(one);
    }

    @Test
    void aNetworkThatIsNotLearnedIsAsInEvaluation() {
        Network network = encoder("[batch-norm, {dropout: 0.5}]", IMAGES, 0, HEAD);
        Network other = encoder("[{dense: 2}]", IMAGES, 0, HEAD);
        Tensor x = normal("x", 4, IMAGES.size());
        try (TrainingMode.Pass pass = context.mode().begin(KEY, other.parameters())) {
            assertThat(doubles(network.apply(x))).isEqualTo(evaluated(network, x));
            assertThat(pass.updates()).isEmpty();
        }
        try (TrainingMode.Pass pass = context.mode().begin(KEY, network.parameters())) {
            assertThat(doubles(network.apply(x))).isNotEqualTo(evaluated(network, x));
            assertThat(pass.updates()).hasSize(1);
        }
    }

    private double[] evaluated(Network network, Tensor x) {
        return context.mode().outside(() -> doubles(network.apply(x)));
    }

    @Test
    void rowsDoNotInfluenceOneAnotherInEvaluation() {
        Network network =
                encoder("[{convolution: 3}, batch-norm, relu, batch-norm]", IMAGES, 0, HEAD);
        Tensor x = normal("x", 6, IMAGES.size());
        Tensor alone = x.slice(0, 2, 3);
        assertThat(doubles(network.apply(x).slice(0, 2, 3)))
                .containsExactly(doubles(network.apply(alone)), within(1e-13));
        // The check finds the statistics of a batch: in a training step rows do influence one
        // another.
        Tensor trained = inPass(KEY, network, x).slice(0, 2, 3);
        Tensor fewer = inPass(KEY, network, x.slice(0, 1, 4)).slice(0, 1, 2);
        assertThat(doubles(trained)).isNotEqualTo(doubles(fewer));
    }

    @Test
    void oneRowInTrainingIsRejected() {
        Network network = encoder("[{dense: 3}, batch-norm]", IMAGES, 0, HEAD);
        assertThatThrownBy(() -> inPass(KEY, network, normal("x", 1, IMAGES.size())))
                .hasMessageStartingWith(
                        "network.encoder[1]: batch-norm needs more than one value per channel");
        assertThat(network.apply(normal("x", 1, IMAGES.size())).shape()).isEqualTo(Shape.of(1, 6));
    }

    // ----------------------------------------------------------------------------------- errors

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{dense: 4}, gleu] | network.encoder[1]: unknown layer 'gleu' | 'gelu'",
                "[{dens: 4}] | network.encoder[0]: unknown layer 'dens' | 'dense'",
                "[{dense: {widht: 4}}] | network.encoder[0]: 'dense' has no setting 'widht' | 'width'",
                "[{dense: 0}] | network.encoder[0]: 'dense' is refused: width must be at least 1 | 0",
                "[dense] | network.encoder[0]: 'dense' lacks width | width",
                "[{gelu: 3}] | network.encoder[0]: 'gelu' has no settings | settings",
                "[{dense: 4, gelu: 3}] | network.encoder[0]: a layer is a name | {dense: 400}",
                "[{dense: 4}, {convolution: 3}] | network.encoder[1]: convolution does not take [4]:"
                        + " it takes images | {reshape: [channels, rows, columns]}",
                "[{convolution: {channels: 2, kernel: 9}}] | network.encoder[0]: convolution does not"
                        + " take [1, 8, 6]: a kernel of 9 does not fit | padding",
                "[{pool: 7}] | network.encoder[0]: pool does not take [1, 8, 6] | at most 6",
                "[{convolution: 6}, {group-norm: 4}] | network.encoder[1]: group-norm does not take"
                        + " [6, 6, 4]: 4 groups do not divide 6 channels | set groups",
                "[{reshape: [2, 5, 5]}] | network.encoder[0]: reshape does not take [1, 8, 6]: 48"
                        + " numbers have no shape [2, 5, 5] | [channels, rows, columns]",
                "[{dense: 4}, {residual: [{dense: 5}]}] | network.encoder[1]: residual does not take"
                        + " [4]: its layers end in [5] | projection: true",
                "[{dense: 4}, {residual: [relu, pool]}] | network.encoder[1].residual[1]: pool does"
                        + " not take [4] | reshape"
            })
    void anErrorNamesTheLayerAndTheShape(String layers, String message, String remedy) {
        assertThatThrownBy(() -> encoder(layers, IMAGES, 0, HEAD))
                .hasMessageStartingWith(message)
                .hasMessageContaining(remedy);
    }
}

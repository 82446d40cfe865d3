// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.onnx.GraphRun;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** The graphs that graphs/graphs.py writes, by ONNX Runtime, by PyTorch and by VaeLab. */
final class GraphProgramTest {

    private static final Path GRAPHS = Path.of("src/test/resources/graphs");

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(GRAPHS.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
        }
    }

    static List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(files("operators"));
        all.addAll(files("models"));
        return all;
    }

    static List<Path> models() throws IOException {
        return files("models");
    }

    private static Shape row(GraphFile file) {
        return Shape.of(file.inputs().get(0).row().stream().mapToInt(Math::toIntExact).toArray());
    }

    private static GraphProgram program(GraphFile file, TensorRuntime runtime) {
        List<String> outputs = file.outputs().stream().map(TensorPort::name).toList();
        return GraphProgram.of(
                file, file.inputs().get(0).name(), row(file), outputs, true, runtime);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("all")
    void onnxRuntimeComputesTheSame(Path path) throws Exception {
        GraphFile file = GraphFile.open(path);
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime runtime = TensorRuntime.on(new ReferenceBackend(), dtype);
                    GraphRun run = new GraphRun(Files.readAllBytes(path))) {
                GraphProgram program = program(file, runtime);
                for (int rows : new int[] {1, 5}) {
                    try (TensorScope open = runtime.scope()) {
                        Shape shape = row(file).prepend(rows);
                        Tensor x = runtime.normal(RandomKey.of(7).fold(rows), shape);
                        Map<String, GraphRun.Numbers> expected =
                                run.outputs(
                                        Map.of(
                                                file.inputs().get(0).name(),
                                                new GraphRun.Numbers(x.readFloats(), shape)));
                        Map<String, Tensor> found = program.apply(x);
                        assertThat(found.keySet()).isEqualTo(expected.keySet());
                        found.forEach((name, value) -> compare(expected.get(name), value));
                    }
                }
            }
        }
    }

    private static void compare(GraphRun.Numbers expected, Tensor found) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        float[] values = found.readFloats();
        double largest = 0;
        for (float value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i])
                    .as("value %s", i)
                    .isCloseTo(
                            expected.values()[i],
                            within(1e-5 * Math.abs(expected.values()[i]) + 2e-6 * largest));
        }
    }

    private static JsonNode expected(Path model) throws IOException {
        String name = model.getFileName().toString().replaceFirst("-[0-9]+\\.onnx$", ".json");
        return new ObjectMapper().readTree(model.resolveSibling(name).toFile());
    }

    private static double[] numbers(JsonNode node) {
        List<Double> numbers = new ArrayList<>();
        collect(node, numbers);
        return numbers.stream().mapToDouble(number -> number).toArray();
    }

    private static void collect(JsonNode node, List<Double> to) {
        if (node.isArray()) {
            node.forEach(each -> collect(each, to));
        } else {
            to.add(node.asDouble());
        }
    }

    /** The loss is the sum of squares of all outputs. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreThoseOfPyTorch(Path path) throws Exception {
        JsonNode expected = expected(path);
        GraphFile file = GraphFile.open(path);
        Map<String, JsonNode> named = new LinkedHashMap<>();
        expected.get("gradients")
                .properties()
                .forEach(field -> named.put(field.getKey(), field.getValue()));
        int compared = 0;
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime runtime = TensorRuntime.on(new ReferenceBackend(), dtype);
                    TensorScope open = runtime.scope()) {
                GraphProgram program = program(file, runtime);
                Tensor x =
                        runtime.keep(
                                runtime.tensor(numbers(expected.get("x")), row(file).prepend(3)),
                                true);
                try (GradientTape tape = GradientTape.record(runtime)) {
                    Map<String, Tensor> outputs = program.apply(x);
                    Tensor loss =
                            outputs.values().stream()
                                    .map(value -> value.square().sum())
                                    .reduce(Tensor::add)
                                    .orElseThrow();
                    Gradients gradients = tape.gradients(loss);
                    requireClose("x", numbers(expected.get("dx")), gradients.of(x));
                    List<String> names =
                            program.parameters().stream().map(Parameter::name).toList();
                    for (Parameter weight : program.parameters()) {
                        JsonNode of = named.get(weight.name());
                        // Exporters merge a batch normalisation into the convolution before it.
                        boolean isMerged =
                                weight.name().matches("(first|inner)\\..*")
                                        && !names.contains("batch.weight");
                        if (of != null && !isMerged) {
                            requireClose(weight.name(), numbers(of), gradients.of(weight.value()));
                            compared++;
                        }
                    }
                }
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(8);
    }

    private static void requireClose(String name, double[] expected, Tensor found) {
        double[] values = found.readDoubles();
        assertThat(values).as(name).hasSameSizeAs(expected);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i])
                    .as("%s at %s", name, i)
                    .isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i]) + 1e-5 * largest));
        }
    }
}

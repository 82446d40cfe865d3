// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.experiments.spec.SpecReader;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.onnx.ModelGraph;
import org.vaelab.framework.onnx.ModelGraphs;
import org.vaelab.framework.onnx.Port;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.tensor.ReferenceArray;

/**
 * Models of every variant, whose exported halves ONNX Runtime computes as VaeLab does, for batches that no
 * trace has seen. Their parameters are moved at random from where training begins, so that none is 0.
 */
final class ExportedModelsTest {

    private static final long SEED = 11;
    private static final int[] ROWS = {1, 3, 7};

    /** A bound of rounding above this share of the largest value would not show a wrong graph. */
    private static final double USEFUL = 0.02;

    private static final String BINARY = "{source: sprites, size: 16, train: 60, test: 20}";

    @TempDir Path temporary;

    private final ClassLoader loader = ExportedModelsTest.class.getClassLoader();
    private final Plugins plugins = Plugins.load(loader);
    private final Backends backends = Backends.find(loader);

    /** What is tried with a model. */
    private interface Trial {
        void of(LatentVariableModel model, Tracer tracer) throws Exception;
    }

    private void with(String backend, String data, String model, Trial trial) throws Exception {
        Path config =
                Files.writeString(
                        temporary.resolve("export.yaml"),
                        "data: "
                                + data
                                + "\nnetwork: {hidden: [8]}\nmodels:\n  model: "
                                + model
                                + "\n");
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        try (Tracer tracer = Tracer.open(backends, backend, 1, DType.FLOAT32);
                TensorScope scope = tracer.runtime().scope()) {
            LatentVariableModel assembled =
                    spec.assemble(
                                    tracer.runtime(),
                                    plugins,
                                    new DataCache(DataSource.Progress.SILENT).get(spec))
                            .model();
            for (Parameter parameter : assembled.parameters()) {
                // What a model holds in float64 is no network, and must stay what it is.
                if (parameter.value().dtype() == DType.FLOAT32) {
                    parameter.assign(parameter.value().add(noise(parameter)));
                }
            }
            trial.of(assembled, tracer);
        }
    }

    private static Tensor noise(Parameter parameter) {
        Tensor value = parameter.value();
        return value.runtime()
                .normal(RandomKey.of(SEED).split(parameter.name()), value.shape())
                .mul(0.1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, latent: 3}
                    {variant: gaussian, posterior: {type: full-normal, latent: 3}}
                    {variant: gaussian, posterior: {type: iaf, latent: 3, hidden: [8], context: 4}}
                    {variant: gaussian, latent: 3, condition: shape}
                    {variant: gaussian, latent: 3, condition: shape, prior: conditional}
                    {variant: gaussian, latent: 3, prior: learned-normal}
                    {variant: gaussian, latent: 3, prior: vamp}
                    {variant: gaussian, latent: 3, supervision: {column: shape}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: top-down, network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: ladder, network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 3, network: {encoder: convolutional, channels: [3, 4]}}
                    {variant: gaussian, latent: 3, network: {encoder: residual, channels: [3, 4], residualWidth: 3}}
                    {variant: vmf, latent: 3}
                    {variant: vmf, posterior: {type: power-spherical, latent: 3}}
                    {variant: gumbel, variables: 2, categories: 3}
                    {variant: beta, latent: 3, beta: 2}
                    {variant: beta-tc, latent: 3, beta: 2}
                    {variant: dip, latent: 3, offDiagonal: 1, diagonal: 1}
                    {variant: mmd, latent: 3, lambda: 2}
                    {variant: vq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: product, latent: 'normal(2) x sphere(2) x onehot(2, 3)'}
                    {variant: mixture, components: 3}
                    """)
    void ofBinaryData(String model) throws Exception {
        with(Backends.AUTO, BINARY, model, ExportedModelsTest::check);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: factor-analysis, latent: 2}
                    {variant: ppca, latent: 2}
                    {variant: gaussian, latent: 2, likelihood: gaussian}
                    {variant: gaussian, latent: 2, likelihood: {type: gaussian, scale: per-pixel}}
                    {variant: gaussian, latent: 2, likelihood: continuous-bernoulli}
                    {variant: gaussian, latent: 2, likelihood: discretized-logistic}
                    {variant: gaussian, latent: 2, likelihood: discretized-logistic-mixture}
                    {variant: gaussian, latent: 2, likelihood: categorical}
                    """)
    void ofGreyLevels(String model) throws Exception {
        with(Backends.AUTO, greyLevels(), model, ExportedModelsTest::check);
    }

    private String greyLevels() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d\n");
        int[] levels = RandomKey.of(SEED).permutation(160);
        for (int i = 0; i < levels.length; i++) {
            rows.append(levels[i]).append(i % 4 == 3 ? '\n' : ',');
        }
        Path csv = Files.writeString(temporary.resolve("grey.csv"), rows);
        return "{source: csv, path: '" + csv + "', domain: grey}";
    }

    @ParameterizedTest
    @CsvSource({"nd4j", "torch"})
    void whateverTheBackend(String backend) throws Exception {
        String model =
                "{variant: gaussian, latent: 3, condition: shape, network: {encoder: convolutional,"
                        + " channels: [3, 4]}}";
        with(backend, BINARY, model, ExportedModelsTest::check);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, latent: 3, inference: svi} | has no encoder
                    {variant: gaussian, latent: 3, inference: semi-amortized} | overwrites
                    {variant: gaussian, latent: 3, inference: map, estimator: joint} | has no encoder
                    {variant: gaussian, latent: 3, inference: hmc, estimator: joint} | has no encoder
                    """)
    void anEncoderThatIsNoneIsRefusedAndTheGeneratorIsNot(String model, String why)
            throws Exception {
        with(
                Backends.AUTO,
                BINARY,
                model,
                (assembled, tracer) -> {
                    ModelGraphs graphs = new ModelGraphs(tracer, assembled);
                    assertThatThrownBy(graphs::encoder)
                            .isInstanceOf(UntraceableException.class)
                            .hasMessageContaining(why);
                    checkGenerator(assembled, tracer, graphs.generator());
                });
    }

    @Test
    void aGeneratorWithoutAMeanIsRefusedAndTheEncoderIsNot() throws Exception {
        with(
                Backends.AUTO,
                BINARY,
                "{variant: gaussian, latent: 3, likelihood: made}",
                (assembled, tracer) -> {
                    ModelGraphs graphs = new ModelGraphs(tracer, assembled);
                    assertThatThrownBy(graphs::generator)
                            .isInstanceOf(UntraceableException.class)
                            .hasMessageContaining("no closed form");
                    checkEncoder(assembled, tracer, graphs.encoder());
                });
    }

    private static void check(LatentVariableModel model, Tracer tracer) throws Exception {
        ModelGraphs graphs = new ModelGraphs(tracer, model);
        checkEncoder(model, tracer, graphs.encoder());
        checkGenerator(model, tracer, graphs.generator());
    }

    /** What a half of a model computes of its inputs, in Java. */
    private interface Half {
        Map<String, Tensor> of(Map<String, Tensor> inputs, int rows);
    }

    private static void checkEncoder(LatentVariableModel model, Tracer tracer, ModelGraph encoder)
            throws Exception {
        compare(
                model,
                tracer,
                encoder,
                (inputs, rows) -> {
                    Tensor x = Objects.requireNonNull(inputs.get("x")).reshape(rows, -1);
                    Batch batch = new Batch(x, given(model, inputs), new int[rows]);
                    Latents locations =
                            model.infer(batch, RandomKey.of(0), Phase.evaluation()).location();
                    Map<String, Tensor> outputs = new LinkedHashMap<>();
                    for (LatentVariable latent : model.generative().latents()) {
                        outputs.put(latent.name() + ".location", locations.z(latent.name()));
                    }
                    return outputs;
                });
    }

    private static void checkGenerator(
            LatentVariableModel model, Tracer tracer, ModelGraph generator) throws Exception {
        compare(
                model,
                tracer,
                generator,
                (inputs, rows) -> {
                    Map<String, Tensor> values = new LinkedHashMap<>();
                    for (LatentVariable latent : model.generative().latents()) {
                        values.put(
                                latent.name(), Objects.requireNonNull(inputs.get(latent.name())));
                    }
                    Latents z = Latents.of(values);
                    return Map.of(
                            "x.mean",
                            model.generative()
                                    .output(z, given(model, inputs))
                                    .mean()
                                    .orElseThrow());
                });
    }

    private static Map<String, Tensor> given(
            LatentVariableModel model, Map<String, Tensor> inputs) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        model.generative()
                .condition()
                .columns()
                .forEach(column -> given.put(column.name(), inputs.get(column.name())));
        return given;
    }

    private static Map<String, Tensor> inputs(
            LatentVariableModel model, ModelGraph graph, int rows) {
        TensorRuntime runtime = model.runtime();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        graph.inputs()
                .forEach(
                        port -> {
                            Shape shape =
                                    Shape.of(
                                            port.shape().stream()
                                                    .mapToInt(extent -> extent.at(rows))
                                                    .toArray());
                            RandomKey key = RandomKey.of(SEED).fold(rows).split(port.name());
                            inputs.put(port.name(), runtime.uniform(key, shape));
                        });
        return inputs;
    }

    private static Map<String, float[]> run(
            OrtSession session, ModelGraph graph, Map<String, Tensor> inputs) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            Tensor tensor = input.getValue();
            long[] shape = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
            FloatBuffer values = FloatBuffer.wrap(tensor.readFloats());
            given.put(input.getKey(), OnnxTensor.createTensor(environment, values, shape));
        }
        Map<String, float[]> outputs = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(given)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] array = new float[values.remaining()];
                values.get(array);
                outputs.put(output.getKey(), array);
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
        assertThat(outputs.keySet())
                .containsExactlyElementsOf(
                        graph.outputs().stream().map(port -> port.name()).toList());
        return outputs;
    }

    /**
     * Compares what ONNX Runtime and the backend make of a graph. Each is within the bound of rounding of the
     * exact value, whatever the kernels of the processor.
     */
    private static void compare(
            LatentVariableModel model, Tracer tracer, ModelGraph written, Half half)
            throws Exception {
        Graph graph = tracer.trace(given -> half.of(asked(written, given), given.rows()));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(written.bytes())) {
            for (int rows : ROWS) {
                Map<String, Tensor> inputs = inputs(model, written, rows);
                Map<String, float[]> found = run(session, written, inputs);
                Map<String, Rounded> bounds = bounds(graph, inputs, rows);
                half.of(inputs, rows)
                        .forEach(
                                (name, tensor) -> {
                                    Rounded bound = Objects.requireNonNull(bounds.get(name));
                                    String what = name + " of " + rows + " rows";
                                    compare(what + " by ONNX Runtime", found.get(name), bound);
                                    compare(what + " by the backend", tensor.readFloats(), bound);
                                });
            }
        }
    }

    private static Map<String, Rounded> bounds(Graph graph, Map<String, Tensor> inputs, int rows) {
        Map<String, ReferenceArray> numbers = new LinkedHashMap<>();
        inputs.forEach(
                (name, tensor) ->
                        numbers.put(name, ReferenceArray.of(tensor.shape(), tensor.readDoubles())));
        return RoundingAnalysis.outputs(graph, numbers, rows);
    }

    private static Map<String, Tensor> asked(ModelGraph graph, TracedProgram.Inputs given) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Port port : graph.inputs()) {
            int[] each = port.shape().stream().skip(1).mapToInt(extent -> extent.at(1)).toArray();
            inputs.put(port.name(), given.of(port.name(), Shape.of(each)));
        }
        return inputs;
    }

    private static void compare(String what, float[] found, Rounded exact) {
        double[] wanted = exact.value().values();
        double[] bounds = exact.error().values();
        double largest = Arrays.stream(wanted).map(Math::abs).max().orElse(0);
        assertThat(found).as("%s, seed %s", what, SEED).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(bounds[i])
                    .as("bound of %s at %s, seed %s", what, i, SEED)
                    .isBetween(0.0, USEFUL * largest);
            assertThat((double) found[i])
                    .as("%s at %s, seed %s", what, i, SEED)
                    .isCloseTo(wanted[i], within(bounds[i]));
        }
    }

    /** Every variant stands above, so that a new one is tried. */
    @Test
    void everyVariantIsTried() throws IOException {
        String source =
                Files.readString(
                        Path.of(System.getProperty("vaelab.root", ".."))
                                .resolve("experiments/src/test/java")
                                .resolve(
                                        ExportedModelsTest.class.getName().replace('.', '/')
                                                + ".java"));
        Stream<String> names = plugins.of(Variant.class).names().stream();
        assertThat(names).allMatch(name -> source.contains("{variant: " + name + ","));
    }
}

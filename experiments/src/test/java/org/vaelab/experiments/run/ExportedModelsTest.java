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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.data.DataLocations;
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
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Models of every variant, whose exported halves ONNX Runtime computes as VaeLab does, for batches that no
 * trace has seen. Their parameters are moved at random from where training begins, so that none is 0.
 */
final class ExportedModelsTest {

    private static final long SEED = 11;
    private static final int[] ROWS = {1, 3, 7};

    /** Rounding of float32 in sums whose terms cancel. */
    private static final float ROUNDING = 2e-6f;

    private static final String BINARY = "{source: sprites, size: 16, train: 60, test: 20}";

    @TempDir Path temporary;

    private final ClassLoader loader = ExportedModelsTest.class.getClassLoader();
    private final Plugins plugins = Plugins.load(loader);
    private final Backends backends = Backends.find(loader);

    /** What is tried with a model. */
    private interface Trial {
        void of(LatentVariableModel model, ModelGraphs graphs) throws Exception;
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
            trial.of(assembled, new ModelGraphs(tracer, assembled));
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
                    {variant: gaussian, posterior: {type: iaf, latent: 3}}
                    {variant: gaussian, latent: 3, condition: shape}
                    {variant: gaussian, latent: 3, condition: shape, prior: conditional}
                    {variant: gaussian, latent: 3, prior: learned-normal}
                    {variant: gaussian, latent: 3, prior: vamp}
                    {variant: gaussian, latent: 3, supervision: {column: shape}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)'}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: top-down}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: ladder}
                    {variant: gaussian, latent: 3, network: {encoder: convolutional, channels: [3, 4]}}
                    {variant: gaussian, latent: 3, network: {encoder: residual}}
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
                (assembled, graphs) -> {
                    assertThatThrownBy(graphs::encoder)
                            .isInstanceOf(UntraceableException.class)
                            .hasMessageContaining(why);
                    checkGenerator(assembled, graphs.generator());
                });
    }

    @Test
    void aGeneratorWithoutAMeanIsRefusedAndTheEncoderIsNot() throws Exception {
        with(
                Backends.AUTO,
                BINARY,
                "{variant: gaussian, latent: 3, likelihood: made}",
                (assembled, graphs) -> {
                    assertThatThrownBy(graphs::generator)
                            .isInstanceOf(UntraceableException.class)
                            .hasMessageContaining("no closed form");
                    checkEncoder(assembled, graphs.encoder());
                });
    }

    private static void check(LatentVariableModel model, ModelGraphs graphs) throws Exception {
        checkEncoder(model, graphs.encoder());
        checkGenerator(model, graphs.generator());
    }

    private static void checkEncoder(LatentVariableModel model, ModelGraph encoder)
            throws Exception {
        for (int rows : ROWS) {
            Map<String, Tensor> inputs = inputs(model, encoder, rows);
            Tensor x = inputs.get("x").reshape(rows, -1);
            Batch batch = new Batch(x, given(model, inputs), new int[rows]);
            Latents expected = model.infer(batch, RandomKey.of(0), Phase.evaluation()).location();
            Map<String, float[]> found = run(encoder, inputs);
            for (LatentVariable latent : model.generative().latents()) {
                compare(rows, latent.name() + ".location", found, expected.z(latent.name()));
            }
        }
    }

    private static void checkGenerator(LatentVariableModel model, ModelGraph generator)
            throws Exception {
        for (int rows : ROWS) {
            Map<String, Tensor> inputs = inputs(model, generator, rows);
            Map<String, Tensor> values = new LinkedHashMap<>();
            model.generative().latents().forEach(z -> values.put(z.name(), inputs.get(z.name())));
            Tensor expected =
                    model.generative()
                            .output(Latents.of(values), given(model, inputs))
                            .mean()
                            .orElseThrow();
            compare(rows, "x.mean", run(generator, inputs), expected);
        }
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

    private static Map<String, float[]> run(ModelGraph graph, Map<String, Tensor> inputs)
            throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            Tensor tensor = input.getValue();
            long[] shape = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
            FloatBuffer values = FloatBuffer.wrap(tensor.readFloats());
            given.put(input.getKey(), OnnxTensor.createTensor(environment, values, shape));
        }
        Map<String, float[]> outputs = new LinkedHashMap<>();
        try (OrtSession session = environment.createSession(graph.bytes());
                OrtSession.Result result = session.run(given)) {
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

    private static void compare(
            int rows, String name, Map<String, float[]> found, Tensor expected) {
        float[] wanted = expected.readFloats();
        float[] values = found.get(name);
        assertThat(values).as("%s of %s rows, seed %s", name, rows, SEED).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(values[i])
                    .as("%s of %s rows at %s, seed %s", name, rows, i, SEED)
                    .isCloseTo(wanted[i], within(1e-5f * Math.abs(wanted[i]) + ROUNDING));
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
        Stream<String> names = plugins.variants().parts().keySet().stream();
        assertThat(names).allMatch(name -> source.contains("{variant: " + name + ","));
    }
}

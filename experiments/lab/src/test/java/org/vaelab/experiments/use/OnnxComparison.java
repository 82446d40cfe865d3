// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vaelab.experiments.run.Rounded;
import org.vaelab.experiments.run.RoundingAnalysis;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.onnx.ModelGraph;
import org.vaelab.framework.onnx.ModelGraphs;
import org.vaelab.framework.onnx.Port;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceArray;

/**
 * Compares the exported halves of a model with the model, for numbers of rows that no trace has
 * seen. The values of the test examples are the inputs, in the units of the files. Each result is
 * within the bound of rounding of the exact value, whatever the kernels of the processor.
 */
record OnnxComparison(LatentVariableModel model, Tracer tracer, PreparedData data) {

    private static final int[] ROWS = {1, 3, 7};

    /**
     * A bound of rounding above this share of the largest value, or of 1, would not show a wrong
     * graph.
     */
    private static final double USEFUL = 0.02;

    /** What a half of a model computes of its inputs, in Java. */
    private interface Half {
        Map<String, Tensor> of(Map<String, Tensor> inputs, int rows);
    }

    ModelGraphs graphs() {
        return new ModelGraphs(tracer, model, data);
    }

    /** Compares both halves. */
    void both() throws Exception {
        ModelGraphs graphs = graphs();
        encoder(graphs.encoder());
        generator(graphs.generator());
    }

    void encoder(ModelGraph encoder) throws Exception {
        compare(
                encoder,
                (inputs, rows) -> {
                    Tensor x = Objects.requireNonNull(inputs.get("x")).reshape(rows, -1);
                    Tensor shown =
                            data.standardization()
                                    .map(of -> standardized(x, of.ofModelled(data.split())))
                                    .orElse(x);
                    return posterior(new Batch(shown, given(inputs), new int[rows]));
                });
        for (int rows : ROWS) {
            agreesWithThePreparedData(encoder, rows);
        }
    }

    /**
     * The same examples as evaluation sees them: read, standardised and viewed by the framework.
     */
    private void agreesWithThePreparedData(ModelGraph encoder, int rows) throws Exception {
        Map<String, Tensor> wanted = posterior(model.batch(new Chunks(data.test(), rows).at(0)));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(encoder.bytes())) {
            Map<String, float[]> found = run(session, encoder, inputs(encoder, rows));
            wanted.forEach(
                    (name, tensor) -> {
                        float[] values = tensor.readFloats();
                        float[] exported = Objects.requireNonNull(found.get(name));
                        for (int i = 0; i < values.length; i++) {
                            assertThat((double) exported[i])
                                    .as("%s at %s of the prepared data", name, i)
                                    .isCloseTo(values[i], within(1e-3));
                        }
                    });
        }
    }

    /** The locations of q(z given x), and the numbers that determine it. */
    private Map<String, Tensor> posterior(Batch batch) {
        JointPosterior q = model.infer(batch, RandomKey.of(0), Phase.evaluation());
        Map<String, Posterior> distributions = q.atLocation();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (LatentVariable latent : model.generative().latents()) {
            String name = latent.name();
            outputs.put(name + ".location", q.location().z(name));
            Posterior known = distributions.get(name);
            if (known != null) {
                known.numbers().forEach((number, of) -> outputs.put(name + "." + number, of));
            }
        }
        return outputs;
    }

    void generator(ModelGraph generator) throws Exception {
        compare(
                generator,
                (inputs, rows) -> {
                    Map<String, Tensor> values = new LinkedHashMap<>();
                    for (LatentVariable latent : model.generative().latents()) {
                        values.put(
                                latent.name(), Objects.requireNonNull(inputs.get(latent.name())));
                    }
                    OutputDistribution p =
                            model.generative().output(Latents.of(values), given(inputs));
                    return observation(p);
                });
    }

    /**
     * The mean, or else the prediction, and the numbers of p(x given z), in the units of the data.
     */
    private Map<String, Tensor> observation(OutputDistribution p) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        String name = p.mean().isPresent() ? "x.mean" : "x.prediction";
        Optional<Tensor> shown = p.mean().or(p::prediction);
        Optional<Standardization> by =
                data.standardization().map(all -> all.ofModelled(data.split()));
        if (by.isEmpty()) {
            shown.ifPresent(x -> outputs.put(name, x));
            p.numbers().forEach((number, value) -> outputs.put("x." + number, value));
            return outputs;
        }
        Tensor offset = model.runtime().vector(by.get().mean());
        Tensor scale = model.runtime().vector(by.get().deviation());
        shown.ifPresent(x -> outputs.put(name, x.mul(scale).add(offset)));
        p.numbersOf(offset, scale).forEach((number, value) -> outputs.put("x." + number, value));
        return outputs;
    }

    private static Tensor standardized(Tensor x, Standardization by) {
        TensorRuntime runtime = x.runtime();
        return x.sub(runtime.vector(by.mean())).div(runtime.vector(by.deviation()));
    }

    /** The condition of inputs, which are values, tokens or unit vectors. */
    private Map<String, Tensor> given(Map<String, Tensor> inputs) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Conditioning.Column column : model.generative().condition().columns()) {
            Tensor value = Objects.requireNonNull(inputs.get(column.name()));
            if (column instanceof Conditioning.Values part) {
                int[] places = data.split().orElseThrow().part(part.name()).places();
                Tensor shown =
                        data.standardization()
                                .map(all -> standardized(value, all.at(places)))
                                .orElse(value);
                given.put(column.name(), part.view().of(shown));
            } else if (column instanceof Conditioning.Text text) {
                given.put(column.name(), text.of(value));
            } else {
                given.put(column.name(), value);
            }
        }
        return given;
    }

    /** The inputs of a graph: test examples as they were read, labels, and any values of z. */
    private Map<String, Tensor> inputs(ModelGraph graph, int rows) {
        TensorRuntime runtime = model.runtime();
        Examples read = data.standardization().isPresent() ? data.dataset().test() : data.test();
        MiniBatch examples = new Chunks(read, rows).at(0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Port port : graph.inputs()) {
            Shape shape =
                    Shape.of(port.shape().stream().mapToInt(extent -> extent.at(rows)).toArray());
            boolean isLabel =
                    model.generative().condition().labels().stream()
                            .anyMatch(label -> label.name().equals(port.name()));
            if (port.name().equals("x")) {
                inputs.put("x", runtime.tensor(examples.values(), shape));
            } else if (isGiven(port.name())) {
                inputs.put(port.name(), runtime.tensor(examples.given(port.name()), shape));
            } else if (isLabel) {
                inputs.put(
                        port.name(),
                        runtime.indices(examples.labels(port.name()), Shape.of(rows))
                                .oneHot(shape.extent(1)));
            } else {
                RandomKey key = RandomKey.of(TracedModels.SEED).fold(rows).split(port.name());
                inputs.put(port.name(), runtime.uniform(key, shape));
            }
        }
        return inputs;
    }

    private boolean isGiven(String name) {
        return data.split().stream()
                .flatMap(split -> split.given().stream())
                .anyMatch(part -> part.name().equals(name));
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

    private void compare(ModelGraph written, Half half) throws Exception {
        Graph graph = tracer.trace(given -> half.of(asked(written, given), given.rows()));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(written.bytes())) {
            for (int rows : ROWS) {
                Map<String, Tensor> inputs = inputs(written, rows);
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
        assertThat(found).as("%s, seed %s", what, TracedModels.SEED).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(bounds[i])
                    .as("bound of %s at %s, seed %s", what, i, TracedModels.SEED)
                    .isBetween(0.0, USEFUL * Math.max(largest, 1));
            assertThat((double) found[i])
                    .as("%s at %s, seed %s", what, i, TracedModels.SEED)
                    .isCloseTo(wanted[i], within(bounds[i]));
        }
    }
}

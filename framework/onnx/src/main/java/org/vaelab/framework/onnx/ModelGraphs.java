// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.Node;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The halves of a trained model as ONNX, each alone.
 *
 * <p>The encoder is given {@code x}, the columns of a condition by their names, and gives {@code
 * z.location} of each latent variable, called z here, and the numbers that determine q(z given x). The
 * generator is given the latent variables and the condition, and gives {@code x.mean} and the numbers that
 * determine p(x given z), and those of p(z given its parents). All have a row for each example, of which
 * there may be any number. Values of data are in their own units, also where the model computes with
 * standardised ones.
 */
public final class ModelGraphs {

    private static final String PRODUCER = "VaeLab";

    private final Tracer tracer;
    private final LatentVariableModel model;
    private final ModelInputs inputs;

    /** Looks at a model. */
    public ModelGraphs(Tracer tracer, LatentVariableModel model, DataSummary data) {
        this(tracer, model, new ModelInputs.DataUnits(data.standardization(), data.split()));
    }

    /** Looks at a model that computes with the data as they are. */
    public ModelGraphs(Tracer tracer, LatentVariableModel model) {
        this(tracer, model, new ModelInputs.DataUnits(Optional.empty(), Optional.empty()));
    }

    private ModelGraphs(Tracer tracer, LatentVariableModel model, ModelInputs.DataUnits units) {
        if (model.runtime() != tracer.runtime()) {
            throw new IllegalArgumentException("the model computes with another runtime");
        }
        this.tracer = tracer;
        this.model = model;
        this.inputs = new ModelInputs(model.shape(), model.generative().condition(), units);
        model.parameters().forEach(p -> tracer.name(p.value(), p.name()));
    }

    /**
     * Returns the encoder.
     *
     * @throws org.vaelab.framework.onnx.trace.UntraceableException if it is no graph, and why
     */
    public ModelGraph encoder() {
        return graph("encoder", new Encoder(model, inputs), this::posteriorMeaning);
    }

    /**
     * Returns the generator.
     *
     * @throws org.vaelab.framework.onnx.trace.UntraceableException if it is no graph, and why
     */
    public ModelGraph generator() {
        return graph("generator", new Generator(model.generative(), inputs), this::priorMeaning);
    }

    private ModelGraph graph(
            String name, TracedProgram program, Function<String, String> meaningOfOutput) {
        Graph graph = tracer.trace(program);
        List<Port> given = ports(graph.inputs(), this::inputMeaning);
        List<Port> found = ports(graph.outputs(), meaningOfOutput);
        ModelProto written = GraphWriter.write(name, graph, given, found, PRODUCER);
        return new ModelGraph(given, found, written.toByteArray());
    }

    private static List<Port> ports(Map<String, Node> nodes, Function<String, String> meaning) {
        return nodes.entrySet().stream()
                .map(
                        entry ->
                                new Port(
                                        entry.getKey(),
                                        entry.getValue().shape(),
                                        entry.getValue().dtype(),
                                        meaning.apply(entry.getKey())))
                .toList();
    }

    private String inputMeaning(String name) {
        if (name.equals(ModelInputs.DATA)) {
            return "the data";
        }
        return model.generative().latents().stream()
                .filter(latent -> latent.name().equals(name))
                .findFirst()
                .map(latent -> "a latent variable in " + latent.space())
                .orElse("what is given");
    }

    private String posteriorMeaning(String name) {
        LatentVariable latent = owner(name);
        String number = name.substring(latent.name().length() + 1);
        if (number.equals(Encoder.LOCATION)) {
            return "what stands for q(" + latent.name() + " given x)";
        }
        boolean alone = model.generative().latents().size() == 1;
        String before = alone ? "" : ", the locations of those drawn before";
        return "of q(" + latent.name() + " given x" + before + ")";
    }

    private String priorMeaning(String name) {
        if (name.equals(ModelInputs.DATA + "." + Generator.MEAN)) {
            return "E[x given z]";
        }
        if (name.startsWith(ModelInputs.DATA + ".")) {
            return "of p(x given z)";
        }
        LatentVariable latent = owner(name);
        String parents =
                latent.parents().isEmpty() ? "" : " given " + String.join(", ", latent.parents());
        return "of p(" + latent.name() + parents + ")";
    }

    /** The variable of whose name an output's begins. */
    private LatentVariable owner(String output) {
        return model.generative().latents().stream()
                .filter(latent -> output.startsWith(latent.name() + "."))
                .findFirst()
                .orElseThrow();
    }

    /**
     * q(z given x, c): from the data to the location of each latent variable, and to the numbers that determine
     * its distribution given the locations of those before it.
     */
    private record Encoder(LatentVariableModel model, ModelInputs names) implements TracedProgram {

        /** The suffix of the output's name, after the name of the variable. */
        static final String LOCATION = "location";

        @Override
        public Map<String, Tensor> outputs(Inputs inputs) {
            if (model.inference().remembersData()) {
                throw new UntraceableException(
                        "inference "
                                + model.inference().name()
                                + " finds the posterior of each datum by itself, and has no encoder");
            }
            int[] rows = IntStream.range(0, inputs.rows()).toArray();
            Batch batch = new Batch(names.data(inputs), names.given(inputs), rows);
            JointPosterior q = model.infer(batch, RandomKey.of(0), Phase.evaluation());
            Latents locations = q.location();
            Map<String, Posterior> distributions = q.atLocation();
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            for (LatentVariable latent : model.generative().latents()) {
                String name = latent.name();
                outputs.put(name + "." + LOCATION, locations.z(name));
                Posterior distribution = distributions.get(name);
                if (distribution != null) {
                    distribution
                            .numbers()
                            .forEach((number, value) -> outputs.put(name + "." + number, value));
                }
            }
            return outputs;
        }
    }

    /**
     * p(x given z, c): from the latent variables to the mean of the data and the numbers that determine their
     * distribution, and to those of the prior of each variable given its parents.
     */
    private record Generator(GenerativeModel model, ModelInputs names) implements TracedProgram {

        /** The suffix of the name of the mean of the data. */
        static final String MEAN = "mean";

        @Override
        public Map<String, Tensor> outputs(Inputs inputs) {
            Map<String, Tensor> values = new LinkedHashMap<>();
            for (LatentVariable latent : model.latents()) {
                values.put(latent.name(), inputs.of(latent.name(), latent.space().eventShape()));
            }
            Latents z = Latents.of(values);
            Map<String, Tensor> given = names.given(inputs);
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            add(model.output(z, given), inputs.rows(), outputs);
            for (LatentVariable latent : model.latents()) {
                model.prior(latent.name(), z, given)
                        .numbers()
                        .forEach(
                                (number, value) ->
                                        outputs.put(latent.name() + "." + number, value));
            }
            return outputs;
        }

        private void add(OutputDistribution x, int rows, Map<String, Tensor> outputs) {
            Tensor mean =
                    x.mean()
                            .orElseThrow(
                                    () ->
                                            new UntraceableException(
                                                    "E[x given z] has no closed form: the values of a"
                                                            + " datum depend on one another"));
            outputs.put(
                    ModelInputs.DATA + "." + MEAN,
                    names.units().toData(mean).reshape(names.each().prepend(rows)));
            names.units()
                    .numbers(x, mean)
                    .forEach(
                            (number, value) ->
                                    outputs.putIfAbsent(ModelInputs.DATA + "." + number, value));
        }
    }
}

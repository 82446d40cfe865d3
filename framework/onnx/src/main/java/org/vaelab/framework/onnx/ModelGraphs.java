// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.TextDistribution;
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
 * The encoder and the generator of a trained model as ONNX graphs.
 *
 * <p>The encoder takes {@code x} and the columns of the condition by their names. It returns {@code
 * z.location} of each latent variable, here z, and the numbers that determine q(z given x). The
 * generator takes the latent variables and the condition. It returns {@code x.mean}, the numbers
 * that determine p(x given z), and those of p(z given its parents). With categories in x it returns
 * {@code x.prediction} instead of a mean. All arrays have a row for each example, and any number of
 * rows. Values of x are in the units of the data, also if the model computes with standardised
 * ones.
 */
@Internal
public final class ModelGraphs {

    private static final String PRODUCER = "VaeLab";

    /** The suffix of an output, after the name of a variable. */
    private static final String LOCATION = "location";

    private static final String MEAN_OF_DATA = ModelInputs.DATA + ".mean";

    private static final String PREDICTION = ModelInputs.DATA + ".prediction";

    private final Tracer tracer;
    private final LatentVariableModel model;
    private final ModelInputs inputs;

    /** Looks at a model. */
    public ModelGraphs(Tracer tracer, LatentVariableModel model, DataSummary data) {
        this(tracer, model, data.standardization(), data.split());
    }

    private ModelGraphs(
            Tracer tracer,
            LatentVariableModel model,
            Optional<Standardization> standardization,
            Optional<ValueSplit> split) {
        if (model.runtime() != tracer.runtime()) {
            throw new IllegalArgumentException("the model computes with another runtime");
        }
        this.tracer = tracer;
        this.model = model;
        this.inputs =
                new ModelInputs(
                        model.shape(), model.generative().condition(), standardization, split);
        model.parameters().forEach(p -> tracer.name(p.value(), p.name()));
    }

    /**
     * Returns the encoder.
     *
     * @throws UntraceableException if it is no graph, and why
     */
    public ModelGraph encoder() {
        Map<List<String>, String> draws = new LinkedHashMap<>();
        return graph("encoder", given -> encode(given, draws), this::posteriorMeaning, draws);
    }

    /**
     * Returns the generator.
     *
     * @throws UntraceableException if it is no graph, and why
     */
    public ModelGraph generator() {
        Map<List<String>, String> draws = new LinkedHashMap<>();
        return graph("generator", given -> generate(given, draws), this::priorMeaning, draws);
    }

    private ModelGraph graph(
            String name,
            TracedProgram program,
            Function<String, String> meaningOfOutput,
            Map<List<String>, String> draws) {
        Graph graph = tracer.trace(program);
        List<Port> given = ports(graph.inputs(), this::inputMeaning);
        List<Port> found = ports(graph.outputs(), meaningOfOutput);
        ModelProto written = GraphWriter.write(name, graph, given, found, PRODUCER);
        return new ModelGraph(given, found, written.toByteArray(), draws);
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
        if (number.equals(LOCATION)) {
            return "what stands for q(" + latent.name() + " given x)";
        }
        boolean alone = model.generative().latents().size() == 1;
        String before = alone ? "" : ", the locations of those drawn before";
        return "of q(" + latent.name() + " given x" + before + ")";
    }

    private String priorMeaning(String name) {
        if (name.equals(MEAN_OF_DATA)) {
            return "E[x given z]";
        }
        if (name.equals(PREDICTION)) {
            return "the means of numbers and the most probable categories given z";
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
     * q(z given x, c): from the data to the location of each latent variable, and to the numbers
     * that determine its distribution given the locations of those before it.
     */
    private Map<String, Tensor> encode(
            TracedProgram.Inputs given, Map<List<String>, String> draws) {
        if (model.inference().remembersData()) {
            throw new UntraceableException(
                    "inference "
                            + model.inference().name()
                            + " finds the posterior of each datum by itself, and has no encoder");
        }
        int[] rows = IntStream.range(0, given.rows()).toArray();
        Batch batch = new Batch(inputs.data(given), inputs.given(given), rows);
        JointPosterior q = model.infer(batch, RandomKey.of(0), Phase.evaluation());
        Latents locations = q.location();
        Map<String, Posterior> distributions = q.atLocation();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (LatentVariable latent : model.generative().latents()) {
            String name = latent.name();
            outputs.put(name + "." + LOCATION, locations.z(name));
            Posterior known = distributions.get(name);
            if (known != null) {
                add(name, known.numbers(), known.howToDraw(), outputs, draws);
            }
        }
        return outputs;
    }

    /**
     * p(x given z, c): from the latent variables to the mean of the data, or their prediction if a
     * mean has no meaning, and the numbers that determine their distribution, and to those of the
     * prior of each variable given its parents.
     */
    private Map<String, Tensor> generate(
            TracedProgram.Inputs given, Map<List<String>, String> draws) {
        GenerativeModel generative = model.generative();
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (LatentVariable latent : generative.latents()) {
            values.put(latent.name(), given.of(latent.name(), latent.space().eventShape()));
        }
        Latents z = generative.along(Latents.of(values));
        Map<String, Tensor> condition = inputs.given(given);
        OutputDistribution x = generative.output(z, condition);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        x.mean().ifPresent(mean -> outputs.put(MEAN_OF_DATA, toData(mean, given.rows())));
        if (outputs.isEmpty() && !(x instanceof TextDistribution)) {
            x.prediction().ifPresent(best -> outputs.put(PREDICTION, toData(best, given.rows())));
        }
        add(ModelInputs.DATA, inputs.numbers(x, model.runtime()), x.howToDraw(), outputs, draws);
        if (outputs.isEmpty()) {
            throw new UntraceableException(
                    "E[x given z] has no closed form, because a value of x depends on those before"
                            + " it, and a graph has no loop over values; draw x by sampling and"
                            + " reconstruction");
        }
        for (LatentVariable latent : generative.latents()) {
            Distribution prior = generative.prior(latent.name(), z, condition);
            add(latent.name(), prior.numbers(), prior.howToDraw(), outputs, draws);
        }
        return outputs;
    }

    private Tensor toData(Tensor x, int rows) {
        return inputs.toData(x).reshape(inputs.each().prepend(rows));
    }

    private static void add(
            String variable,
            Map<String, Tensor> numbers,
            String howToDraw,
            Map<String, Tensor> outputs,
            Map<List<String>, String> draws) {
        List<String> names = numbers.keySet().stream().map(n -> variable + "." + n).toList();
        numbers.forEach((number, value) -> outputs.putIfAbsent(variable + "." + number, value));
        if (!names.isEmpty() && !howToDraw.isEmpty()) {
            draws.put(names, howToDraw);
        }
    }
}

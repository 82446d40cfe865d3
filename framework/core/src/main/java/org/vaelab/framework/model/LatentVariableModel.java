// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(x, z given c) with an approximate posterior q(z given x, c).
 *
 * @param generative p
 * @param inference finds q
 * @param kl the divergences between their distributions that are known in closed form
 */
public record LatentVariableModel(GenerativeModel generative, Inference inference, KlRegistry kl)
        implements Component {

    public TensorRuntime runtime() {
        return generative.runtime();
    }

    public DataShape shape() {
        return generative.shape();
    }

    /** Returns examples as tensors, with what the model is conditioned on. */
    public Batch batch(MiniBatch examples) {
        return batch(ExampleTensors.of(examples, runtime()));
    }

    /** Returns examples as tensors, with what the model is conditioned on. */
    public Batch batch(ExampleTensors examples) {
        return new Batch(
                examples.x(),
                generative.condition().of(examples),
                observed(examples),
                examples.rows());
    }

    /**
     * Returns a number for the content of an example, by which its noise is keyed: its values, and
     * the labels that the model sees. It depends neither on the batch nor on the machine.
     */
    public long content(MiniBatch examples, int i) {
        List<String> labels =
                Stream.concat(
                                generative.condition().labels().stream(),
                                generative.latents().stream()
                                        .flatMap(z -> z.observation().stream()))
                        .map(label -> label.labels().name())
                        .toList();
        return examples.content(i, labels);
    }

    private Map<String, Tensor> observed(ExampleTensors examples) {
        Map<String, Tensor> observed = new LinkedHashMap<>();
        for (LatentVariable latent : generative.latents()) {
            latent.observation()
                    .ifPresent(label -> observed.put(latent.name(), label.whereKnown(examples)));
        }
        return observed;
    }

    /** Returns one example with all values 0, to try the model on. */
    public Batch trial() {
        return trial(1);
    }

    /** Returns n times the example of {@link #trial()}. */
    public Batch trial(int n) {
        return new Batch(
                runtime().zeros(Shape.of(n, shape().size())),
                generative.condition().trial(n, runtime()),
                new int[n]);
    }

    /**
     * Returns what a function says of the posterior of one example; no tensor outlives the call.
     */
    public <T> T tried(Function<JointPosterior, T> function) {
        try (TensorScope scope = runtime().scope()) {
            return function.apply(infer(trial(), RandomKey.of(0), Phase.evaluation()));
        }
    }

    /** Tries the model on one example, and returns what it is. */
    public ModelProperties properties() {
        return ModelProperties.of(this);
    }

    /** Returns q(z given x, c). */
    public JointPosterior infer(Batch batch, RandomKey key, Phase phase) {
        return inference.infer(generative, batch, key, phase);
    }

    /** Returns p(x given z, c) of draws. */
    public OutputDistribution output(JointDraw draw, Batch batch) {
        return generative.output(draw.values(), batch.given());
    }

    /** Returns log p(z given c) of draws in nats, [K, B], of the same kind as their log q. */
    public Tensor logPrior(JointDraw draw, Batch batch) {
        Latents values = draw.values();
        return generative.latents().stream()
                .map(
                        variable -> {
                            String name = variable.name();
                            Distribution p = generative.prior(name, values, batch.given());
                            boolean forEachDraw = !variable.parents().isEmpty();
                            return values.value(name).logProbabilityUnder(p, forEachDraw);
                        })
                .reduce(Tensor::add)
                .orElseThrow();
    }

    public LatentVariableModel with(GenerativeModel other) {
        return new LatentVariableModel(other, inference, kl);
    }

    public LatentVariableModel with(Inference other) {
        return new LatentVariableModel(generative, other, kl);
    }

    /** Returns all parameters, named {@code encoder.0.weight} and so on, in a fixed order. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(inference.parameters());
        all.addAll(generative.parameters());
        return all;
    }

    /** Returns the parameters of all p(z), under the names that they have among all. */
    public List<Parameter> priorParameters() {
        String prefix = DeepGenerativeModel.PRIOR + ".";
        return parameters().stream().filter(p -> p.name().startsWith(prefix)).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.Scaling;
import org.vaelab.framework.posterior.Posterior;
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
        Tensor x = examples.x();
        return new Batch(
                x, generative.condition().of(examples, x), observed(examples), examples.rows());
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

    /**
     * Returns the Normals of missing values of x given the observed ones and c, in the units of x;
     * empty if only draws tell.
     *
     * @param q of the examples
     * @param given c of them
     */
    public Optional<Posterior.MissingValues> missingValues(
            JointPosterior q, Map<String, Tensor> given) {
        Optional<Scaling> scaling = generative.condition().scaling(given);
        return q.first()
                .missingValues()
                .map(
                        y ->
                                scaling.map(
                                                by ->
                                                        new Posterior.MissingValues(
                                                                by.undo(y.mean()),
                                                                by.undoVariance(y.variance())))
                                        .orElse(y));
    }

    /** Returns p(x given z, c) of draws. */
    public OutputDistribution output(JointDraw draw, Batch batch) {
        return generative.output(draw.values(), batch.given());
    }

    /** Returns log p(z given c) of draws in nats, [K, B], of the same kind as their log q. */
    public Tensor logPrior(JointDraw draw, Batch batch) {
        Latents values = generative.along(draw.values());
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

    /**
     * What a model is in evaluation, found by trying it on one example. The values of parameters change
     * none of it.
     *
     * @param pointMass whether its posteriors are point masses, so that log p(x) has no importance
     *     weights
     * @param hasValueDensities whether p(x given z) has a density of each single value
     * @param klTailIndex the least {@link #klTailIndex(Posterior, Distribution)} of its latent
     *     variables
     * @param parts the classes of its distributions, of their factors, and of the KLs between them
     */
    public record ModelProperties(
            boolean pointMass, boolean hasValueDensities, double klTailIndex, Set<Class<?>> parts) {

        static ModelProperties of(LatentVariableModel model) {
            return model.tried(posterior -> of(model, posterior.draw(RandomKey.of(0), 1)));
        }

        private static ModelProperties of(LatentVariableModel model, JointDraw draw) {
            Batch trial = model.trial();
            Set<Class<?>> parts = new LinkedHashSet<>();
            double klTailIndex = Double.POSITIVE_INFINITY;
            for (LatentVariable latent : model.generative().latents()) {
                Posterior q = draw.of(latent.name()).q();
                Distribution p =
                        model.generative().prior(latent.name(), draw.values(), trial.given());
                klTailIndex = Math.min(klTailIndex, klTailIndex(q, p));
                addParts(q, p, model.kl(), parts);
            }
            boolean byValue = model.output(draw, trial).byValue(trial.x()).isPresent();
            return new ModelProperties(draw.isPointMass(), byValue, klTailIndex, parts);
        }

        /**
         * Returns below which order {@code log q(z) - log p(z)} has moments under q, the tail index of
         * q over {@link Distribution#decay} of p. At most 1, KL(q || p) is infinite. At most 2, an
         * estimate from draws has no standard error.
         */
        public static double klTailIndex(Posterior q, Distribution p) {
            Map<String, Posterior> factors = Factored.of(q);
            Map<String, Distribution> others = Factored.of(p);
            if (factors.size() > 1 && factors.keySet().equals(others.keySet())) {
                return factors.entrySet().stream()
                        .mapToDouble(f -> klTailIndex(f.getValue(), others.get(f.getKey())))
                        .min()
                        .orElseThrow();
            }
            double index = q.tailIndex();
            // A prior of the same tails, such as a mixture of q, has them in the same factors.
            return p.tailIndex() <= index ? Double.POSITIVE_INFINITY : index / p.decay();
        }

        private static void addParts(
                Posterior q, Distribution p, KlRegistry known, Set<Class<?>> parts) {
            parts.add(q.getClass());
            parts.add(p.getClass());
            for (Posterior factor : Factored.of(q).values()) {
                parts.add(factor.getClass());
                for (Distribution other : Factored.of(p).values()) {
                    parts.add(other.getClass());
                    known.find(factor, other).ifPresent(kl -> parts.add(kl.formula().getClass()));
                }
            }
        }
    }
}

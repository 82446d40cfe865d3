// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A chain of latent variables and a decoder. The first variable has a prior, which may be given c.
 * A network gives each next variable from the one before. The decoder gives the data from the last
 * variable and c.
 *
 * <pre>
 *   p(x, z_1, ..., z_n given c) = p(z_1 given c) p(z_2 given z_1) ... p(z_n given z_{n-1}) p(x given z_n, c)
 * </pre>
 *
 * @param condition what the decoder is given beside z
 * @param layers below the root, in ancestral order
 */
public record DeepGenerativeModel(
        TensorRuntime runtime,
        DataShape shape,
        Conditioning condition,
        DeepGenerativeModel.Root root,
        List<DeepGenerativeModel.Layer> layers,
        DeepGenerativeModel.Output output)
        implements GenerativeModel {

    /** The prefix of the names of the parameters of all p(z). */
    static final String PRIOR = "prior";

    /**
     * The variable that has no parents.
     *
     * @param prior p(z_1), or p(z_1 given c)
     * @param input how its values are laid out for the network that is given them
     */
    public record Root(String name, ConditionalPrior prior, NetworkInput input) {}

    /**
     * A variable given the one before it.
     *
     * @param network from the input of the one before to the head of the family
     * @param family of p(z_i given z_{i-1}), whose parameters are the generative model's
     * @param input how its values are laid out for the network that is given them
     */
    public record Layer(String name, Network network, PosteriorFamily family, NetworkInput input) {}

    /**
     * From the last variable to the data.
     *
     * @param network from the variable's input and c, concatenated, to the head of the likelihood
     * @param likelihood the family of p(x given z, c)
     */
    public record Output(Network network, Likelihood likelihood) {}

    public DeepGenerativeModel {
        layers = List.copyOf(layers);
    }

    /** Returns p(z_1), or p(z_1 given c). */
    public ConditionalPrior rootPrior() {
        return root.prior();
    }

    public Likelihood likelihood() {
        return output.likelihood();
    }

    /** Returns this model with another p(z_1); all other parts are shared. */
    public DeepGenerativeModel under(ConditionalPrior prior) {
        Root other = new Root(root.name(), prior, root.input());
        return new DeepGenerativeModel(runtime, shape, condition, other, layers, output);
    }

    @Override
    public DeepGenerativeModel with(UnaryOperator<Likelihood> change) {
        Output other = new Output(output.network(), change.apply(output.likelihood()));
        return new DeepGenerativeModel(runtime, shape, condition, root, layers, other);
    }

    @Override
    public DeepGenerativeModel prepared() {
        return under(root.prior().prepared());
    }

    @Override
    public List<LatentVariable> latents() {
        List<LatentVariable> all = new ArrayList<>();
        all.add(
                new LatentVariable(
                        root.name(),
                        root.prior().space(),
                        List.of(),
                        root.prior().isConditional(),
                        Optional.empty()));
        String above = root.name();
        for (Layer layer : layers) {
            LatentSpace space = layer.family().space();
            all.add(new LatentVariable(layer.name(), space, List.of(above)));
            above = layer.name();
        }
        return all;
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        return latent.equals(root.name())
                ? root.prior().given(given)
                : conditional(latent, parents);
    }

    private Posterior conditional(String latent, Latents parents) {
        String above = root.name();
        NetworkInput input = root.input();
        for (Layer layer : layers) {
            if (layer.name().equals(latent)) {
                Tensor rows = parents.networkInput(above, input).reshape(-1, input.width());
                return layer.family().of(layer.network().apply(rows), Phase.evaluation());
            }
            above = layer.name();
            input = layer.input();
        }
        throw new IllegalArgumentException("there is no latent variable '" + latent + "'");
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        String last = layers.isEmpty() ? root.name() : layers.get(layers.size() - 1).name();
        Tensor rows = z.networkInput(last, lastInput());
        OutputDistribution y =
                output.likelihood().of(output.network(), condition.beside(rows, given), given);
        return condition.scaling(given).map(by -> by.of(y)).orElse(y);
    }

    private NetworkInput lastInput() {
        return layers.isEmpty() ? root.input() : layers.get(layers.size() - 1).input();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The first variable is drawn under the key itself, each other under the key split by its
     * name.
     */
    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        Latents values = Latents.of(root.name(), root.prior().sample(key, n, given));
        for (Layer layer : layers) {
            Tensor drawn = conditional(layer.name(), values).draw(key.split(layer.name()), 1).z();
            Tensor z = drawn.reshape(drawn.shape().from(1));
            values = values.with(layer.name(), () -> z);
        }
        return values;
    }

    @Override
    public DataMeasure measure() {
        return output.likelihood().measure(shape);
    }

    @Override
    public List<String> givenOfDatum() {
        return Stream.of(
                        output.likelihood().given().stream(),
                        condition.exposures().stream().map(Conditioning.Exposure::text),
                        output.likelihood().unnormalised().stream())
                .flatMap(all -> all)
                .toList();
    }

    @Override
    public long heldPerRow() {
        return Math.max(output.likelihood().heldPerRow(shape), output.network().heldPerRow());
    }

    /**
     * Returns the parameters. {@code posterior.*} comes first: the parameters of network inputs,
     * such as codebooks, under the name that checkpoints use. Then come {@code prior.*}, by
     * variable if there are several, with those of a layer's family within {@code family}; {@code
     * decoder.*}; {@code likelihood.*}; and {@code condition.*}.
     */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        collect("posterior", root.name(), root.input(), all);
        layers.forEach(layer -> collect("posterior", layer.name(), layer.input(), all));
        collect(PRIOR, root.name(), root.prior(), all);
        for (Layer layer : layers) {
            collect(PRIOR, layer.name(), layer.network(), all);
            layer.family()
                    .parameters()
                    .forEach(p -> all.add(p.within("family").within(PRIOR + "." + layer.name())));
        }
        output.network().parameters().forEach(p -> all.add(p.within("decoder")));
        output.likelihood().parameters().forEach(p -> all.add(p.within("likelihood")));
        condition.parameters().forEach(p -> all.add(p.within("condition")));
        return all;
    }

    private void collect(String kind, String latent, Component part, List<Parameter> all) {
        String prefix = layers.isEmpty() ? kind : kind + "." + latent;
        part.parameters().forEach(parameter -> all.add(parameter.within(prefix)));
    }
}

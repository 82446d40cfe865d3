// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Likelihood.DecoderNetworks;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.network.PartialDecoder;
import org.vaelab.framework.network.ViewedNetwork;
import org.vaelab.framework.plugin.InferenceContext.InferenceNetworks;
import org.vaelab.framework.plugin.ModelBlueprint.OfParts;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The networks of a model whose latent variables have posteriors of given families: encoders, the
 * networks between latent variables, and the decoder.
 */
final class ModelNetworks {

    private final OfParts blueprint;
    private final KlRegistry divergences;
    private final PartContext context;
    private final Map<String, PosteriorFamily> families;
    private final List<String> names;
    private final Conditioning condition;
    private final NetworkSettings settings;

    /**
     * Networks of a blueprint.
     *
     * @param families of the latent variables by name, parents first
     * @param condition c; further networks see it beside x and z
     */
    ModelNetworks(
            OfParts blueprint,
            KlRegistry divergences,
            PartContext context,
            Map<String, PosteriorFamily> families,
            Conditioning condition) {
        this.blueprint = blueprint;
        this.divergences = divergences;
        this.context = context;
        this.families = families;
        this.names = List.copyOf(families.keySet());
        this.condition = condition;
        this.settings = blueprint.network();
        settings.requireKnown(context.data().form().modalities());
    }

    Conditioning condition() {
        return condition;
    }

    /** Returns the name of the first latent variable, which has no parent. */
    String root() {
        return names.get(0);
    }

    private String last() {
        return names.get(names.size() - 1);
    }

    private PosteriorFamily family(String name) {
        return families.get(name);
    }

    /** Networks that exist already see the coordinates of z as they are. */
    NetworkInput input(String name) {
        return blueprint.given().isPresent()
                ? coordinates(family(name).space().eventShape())
                : family(name).networkInput();
    }

    private static NetworkInput coordinates(Shape event) {
        int width = event.size();
        return NetworkInput.of(
                width, z -> z.reshape(z.shape().range(0, -event.rank()).append(width)));
    }

    InferenceContext context(String part, Optional<AmortizedInference> trained) {
        Map<String, LatentSpace> spaces = new LinkedHashMap<>();
        families.forEach((name, family) -> spaces.put(name, family.space()));
        return new InferenceContext(
                context.forPart(part), spaces, Optional.of(encoding()), divergences, trained);
    }

    private InferenceContext.Encoding encoding() {
        PartContext part = context.forPart("encoder");
        return new InferenceContext.Encoding(
                families,
                new InferenceNetworks() {
                    @Override
                    public Network encoder(Head head) {
                        return blueprint
                                .given()
                                .map(given -> given.encoder(part, given(head)))
                                .orElseGet(
                                        () ->
                                                settings.createEncoder(
                                                        part, condition.width(), head));
                    }

                    @Override
                    public Network encoder(Modality modality, Head head) {
                        return settings.ofModality(modality, part.parts())
                                .createEncoder(part.ofModality(modality), condition.width(), head);
                    }

                    @Override
                    public Network between(
                            String name, int inputs, Optional<Grid> grid, Head head) {
                        return settings.createBetweenLatents(
                                settings.encoder(), part.forPart(name), inputs, grid, head);
                    }
                });
    }

    /** Returns the family of the only variable, whose head a given encoder has. */
    private PosteriorFamily given(Head head) {
        PosteriorFamily family = family(last());
        if (!family.head().equals(head)) {
            throw new IllegalArgumentException(
                    "this inference needs an encoder of features, and architecture '%s' gives a posterior alone; leave 'inference' out"
                            .formatted(PartType.nameOf(settings.encoder())));
        }
        return family;
    }

    /** An encoder of x for the last variable, and a network from each to the one above. */
    AmortizedInference amortized() {
        return encoding().amortized();
    }

    List<DeepGenerativeModel.Layer> priorLayers() {
        PartContext part = context.forPart("prior");
        List<DeepGenerativeModel.Layer> layers = new ArrayList<>();
        for (int i = 1; i < names.size(); i++) {
            String name = names.get(i);
            NetworkInput above = input(names.get(i - 1));
            Network network =
                    settings.createBetweenLatents(
                            settings.decoding(),
                            part.forPart(name),
                            above.width(),
                            above.grid(),
                            family(name).head());
            PosteriorFamily family = conditional(name, part.forPart(name));
            layers.add(new DeepGenerativeModel.Layer(name, network, family, input(name)));
        }
        return layers;
    }

    /** The family of p: that of q, unless it has parameters, which p and q do not share. */
    private PosteriorFamily conditional(String name, PartContext part) {
        if (family(name).parameters().isEmpty()) {
            return family(name);
        }
        PosteriorPart layer = blueprint.hierarchy().orElseThrow().layers().get(name);
        return layer.create(part.forPart("family"));
    }

    /** A prior made of posteriors takes the encoder, where x alone leads to its variable. */
    PriorContext priorContext(Inference inference) {
        Optional<ViewedNetwork> encoder =
                inference
                        .amortized()
                        .filter(amortized -> names.size() == 1 && condition.isNone())
                        .map(all -> ViewedNetwork.of(all.encoder().network(), context.shape()));
        return new PriorContext(context.forPart("prior"), family(root()), encoder, condition);
    }

    Network decoder(Likelihood likelihood) {
        PartContext part = context.forPart("decoder");
        return blueprint
                .given()
                .map(given -> given.decoder(part, family(last()), likelihood))
                .orElseGet(
                        () ->
                                likelihood.decoder(
                                        new DecoderNetworks() {
                                            @Override
                                            public Decoder whole(Likelihood of) {
                                                return madeDecoder(settings, part, of);
                                            }

                                            @Override
                                            public List<String> factors() {
                                                return List.copyOf(
                                                        Factored.of(family(last())).keySet());
                                            }

                                            @Override
                                            public Decoder of(
                                                    Modality modality,
                                                    Likelihood of,
                                                    Collection<String> seen) {
                                                NetworkSettings own =
                                                        settings.ofModality(modality, part.parts());
                                                PartContext place = part.ofModality(modality);
                                                return seen.containsAll(factors())
                                                        ? madeDecoder(own, place, of)
                                                        : partialDecoder(own, place, of, seen);
                                            }
                                        }));
    }

    private Decoder madeDecoder(NetworkSettings settings, PartContext part, Likelihood likelihood) {
        NetworkInput input = input(last());
        return madeDecoder(settings, part, likelihood, input.width(), input.grid());
    }

    /** Makes a decoder that sees the columns of some factors of z, and those of the condition. */
    private Decoder partialDecoder(
            NetworkSettings settings,
            PartContext part,
            Likelihood likelihood,
            Collection<String> seen) {
        List<UnaryOperator<Tensor>> columns = new ArrayList<>();
        int width = 0;
        int from = 0;
        for (Map.Entry<String, PosteriorFamily> factor : Factored.of(family(last())).entrySet()) {
            int start = from;
            int end = from + factor.getValue().networkInput().width();
            if (seen.contains(factor.getKey())) {
                columns.add(x -> x.slice(-1, start, end));
                width += end - start;
            }
            from = end;
        }
        int given = from;
        if (condition.width() > 0) {
            columns.add(x -> x.slice(-1, given, given + condition.width()));
        }
        return new PartialDecoder(
                madeDecoder(settings, part, likelihood, width, Optional.empty()),
                x -> Tensor.concatenate(columns.stream().map(of -> of.apply(x)).toList(), -1));
    }

    private Decoder madeDecoder(
            NetworkSettings settings,
            PartContext part,
            Likelihood likelihood,
            int inputs,
            Optional<Grid> grid) {
        Decoder decoder =
                settings.createDecoder(
                        part, inputs, grid, condition.width(), likelihood.head(part.shape()));
        if (settings.outputBias() == NetworkSettings.OutputBias.DATA_MEAN) {
            likelihood.startAt(part.data().trainingMean(), decoder);
        }
        return decoder;
    }
}

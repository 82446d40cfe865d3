// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * What an inference can read about its model.
 *
 * @param spaces of the latent variables by name, in ancestral order
 * @param encoding the families of the posteriors and what makes networks to them; empty for a model
 *     whose family brings its own inference
 * @param kl the divergences that are known in closed form
 * @param trained the encoder of a trained model, for an inference that is used on it
 */
public record InferenceContext(
        PartContext part,
        Map<String, LatentSpace> spaces,
        Optional<Encoding> encoding,
        KlRegistry kl,
        Optional<AmortizedInference> trained) {

    public InferenceContext {
        spaces = Collections.unmodifiableMap(new LinkedHashMap<>(spaces));
    }

    /** Returns the context of a model whose posteriors have no networks. */
    static InferenceContext withoutEncoder(
            PartContext part, Map<String, LatentSpace> spaces, KlRegistry kl) {
        return new InferenceContext(part, spaces, Optional.empty(), kl, Optional.empty());
    }

    /**
     * The families of the posteriors, and networks to their parameters.
     *
     * @param families of the latent variables by name, in ancestral order; at least one
     * @param networks makes networks to the parameters
     */
    public record Encoding(Map<String, PosteriorFamily> families, InferenceNetworks networks) {

        public Encoding {
            families = Collections.unmodifiableMap(new LinkedHashMap<>(families));
            if (families.isEmpty()) {
                throw new IllegalArgumentException("an encoding needs a latent variable");
            }
        }

        /** Returns the name of the latent variable that x depends on directly: the last one. */
        public String latent() {
            List<String> names = List.copyOf(families.keySet());
            return names.get(names.size() - 1);
        }

        public PosteriorFamily family() {
            return family(latent());
        }

        /**
         * Returns the family of the posterior of a latent variable.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        public PosteriorFamily family(String name) {
            PosteriorFamily family = families.get(name);
            if (family == null) {
                throw new IllegalArgumentException(
                        "there is no latent variable '" + name + "', only " + families.keySet());
            }
            return family;
        }

        /** Returns the names of the latent variables from the one that x depends on upwards. */
        public List<String> upwards() {
            List<String> names = new ArrayList<>(families.keySet());
            Collections.reverse(names);
            return names;
        }

        /**
         * Makes an encoder of x for the last variable, and a network from each to the one above.
         */
        public AmortizedInference amortized() {
            List<AmortizedInference.Layer> layers = new ArrayList<>();
            List<String> upwards = upwards();
            for (int i = 1; i < upwards.size(); i++) {
                String name = upwards.get(i);
                String below = upwards.get(i - 1);
                NetworkInput input = family(below).networkInput();
                Network network =
                        networks.between(name, input.width(), input.grid(), family(name).head());
                layers.add(new AmortizedInference.Layer(name, below, input, network, family(name)));
            }
            return new AmortizedInference(
                    new AmortizedInference.Encoder(
                            latent(), networks.encoder(family().head()), family()),
                    layers);
        }
    }

    /**
     * Returns the families of the posteriors and what makes networks to them.
     *
     * @param inference the name of the inference that needs them
     * @throws IllegalArgumentException if the model has none
     */
    public Encoding requireEncoding(String inference) {
        return encoding.orElseThrow(
                () ->
                        new IllegalArgumentException(
                                "inference "
                                        + inference
                                        + " needs a family of posteriors, and this model has none;"
                                        + " leave inference out, or set it to map or hmc"));
    }

    /**
     * Requires that there is one latent variable.
     *
     * @param inference the name of the inference that can do no more
     * @throws IllegalArgumentException if there are several
     */
    public void requireOneLatent(String inference) {
        if (spaces.size() > 1) {
            throw new IllegalArgumentException(
                    ("inference %s is for models with one latent variable, which this is"
                                    + " not; a hierarchy has inference amortized, top-down or ladder")
                            .formatted(inference));
        }
    }

    /**
     * Makes the networks of an inference as the section {@code network} of a config describes them,
     * with drawn weights. An inference says where each leads; which architecture it has is none of its
     * concern.
     */
    public interface InferenceNetworks {

        /** Makes a network from x and the columns of the condition, concatenated. */
        Network encoder(Head head);

        /**
         * Makes a network from the values of a modality and the columns of the condition, concatenated.
         * The values are as {@link org.vaelab.framework.network.ModalityInput} gives them.
         */
        Network encoder(Modality modality, Head head);

        /**
         * Makes a network from the features of one latent variable to those of another.
         *
         * @param name of the network, by which its weights are drawn: no two of an inference have one
         * @param inputs how many numbers it sees
         * @param grid on which these lie, if on one
         */
        Network between(String name, int inputs, Optional<Grid> grid, Head head);
    }
}

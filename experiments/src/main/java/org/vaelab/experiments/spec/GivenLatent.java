// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.experiments.spec.ConfigNode.Scalar;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * Adds the dimension to a posterior of a model with {@link GivenNetworks}, if the config names none: the
 * one whose space has as many coordinates as the decoder sees.
 */
final class GivenLatent {

    private GivenLatent() {}

    static Mapping added(Mapping model, Variant variant, Plugins plugins) {
        Optional<Mapping> posterior =
                model.get(ModelReader.POSTERIOR)
                        .filter(Mapping.class::isInstance)
                        .map(ConfigNode::asMapping);
        OptionalInt width =
                variant.networks().map(GivenNetworks::latentWidth).orElse(OptionalInt.empty());
        if (posterior.isEmpty() || width.isEmpty()) {
            return model;
        }
        String type = posterior.get().get(ModelReader.TYPE).map(ConfigNode::text).orElse("");
        PartType<PosteriorPart> part = plugins.of(PosteriorPart.class).types().get(type);
        if (part == null) {
            return model;
        }
        return part.keys().stream()
                .filter(key -> key.component().isAnnotationPresent(LatentDimension.class))
                .map(SettingKey::name)
                .filter(key -> !posterior.get().has(key))
                .findFirst()
                .flatMap(key -> with(posterior.get(), key, part, width.getAsInt(), plugins))
                .map(
                        whole ->
                                model.with(
                                        ModelReader.POSTERIOR,
                                        new Member(
                                                model.members().get(ModelReader.POSTERIOR).key(),
                                                whole)))
                .orElse(model);
    }

    /** A space of dimension d has d coordinates, or one more. */
    private static Optional<Mapping> with(
            Mapping posterior,
            String key,
            PartType<PosteriorPart> part,
            int width,
            Plugins plugins) {
        for (int latent = width; latent >= Math.max(1, width - 1); latent--) {
            IntNode value = IntNode.valueOf(latent);
            Mapping whole =
                    posterior.with(
                            key,
                            new Member(
                                    posterior.place(),
                                    new Scalar(posterior.place(), value, value.asText())));
            if (coordinates(whole, part, plugins).equals(OptionalInt.of(width))) {
                return Optional.of(whole);
            }
        }
        return Optional.empty();
    }

    private static OptionalInt coordinates(
            Mapping posterior, PartType<PosteriorPart> part, Plugins plugins) {
        try {
            ObjectNode settings = posterior.json();
            settings.remove(ModelReader.TYPE);
            return part.bind("posterior", settings, plugins)
                    .knownSpace(plugins)
                    .map(space -> OptionalInt.of(space.eventShape().size()))
                    .orElse(OptionalInt.empty());
        } catch (IllegalArgumentException e) {
            // Reported when the posterior is read.
            return OptionalInt.empty();
        }
    }
}

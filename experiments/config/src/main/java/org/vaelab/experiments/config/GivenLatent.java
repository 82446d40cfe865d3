// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * Adds the dimension to a posterior of a model with {@link GivenNetworks}, if the config names
 * none: the one whose space has as many coordinates as the decoder sees.
 */
final class GivenLatent {

    private GivenLatent() {}

    static Mapping added(Mapping model, Architecture encoder, Plugins plugins) {
        if (!(encoder instanceof GivenNetworks given)
                || !(model.get(ModelSections.POSTERIOR.key()).orElse(null)
                        instanceof Mapping posterior)) {
            return model;
        }
        String type = posterior.get(ModelSections.TYPE).map(ConfigNode::text).orElse("");
        PartType<PosteriorPart> part = plugins.of(PosteriorPart.class).types().get(type);
        Optional<String> key =
                Optional.ofNullable(part).stream()
                        .flatMap(of -> of.keys().stream())
                        .filter(of -> of.component().isAnnotationPresent(LatentDimension.class))
                        .map(SettingKey::name)
                        .filter(of -> !posterior.has(of))
                        .findFirst();
        if (key.isEmpty()) {
            return model;
        }
        OptionalInt width = Binder.checked(posterior, given::latentWidth);
        if (width.isEmpty()) {
            return model;
        }
        // A space of dimension d has d coordinates, or one more.
        for (int latent = width.getAsInt(); latent >= Math.max(1, width.getAsInt() - 1); latent--) {
            if (coordinates(posterior, key.get(), latent, plugins).equals(width)) {
                Place place = posterior.place();
                Scalar value = new Scalar(place, IntNode.valueOf(latent), "" + latent);
                Mapping whole = posterior.with(key.get(), new Member(place, value));
                Place written = model.members().get(ModelSections.POSTERIOR.key()).key();
                return model.with(ModelSections.POSTERIOR.key(), new Member(written, whole));
            }
        }
        return model;
    }

    private static OptionalInt coordinates(
            Mapping posterior, String key, int latent, Plugins plugins) {
        try {
            return plugins.of(PosteriorPart.class)
                    .create(posterior.json(), Map.of(key, latent))
                    .knownSpace(plugins)
                    .map(space -> OptionalInt.of(space.eventShape().size()))
                    .orElse(OptionalInt.empty());
        } catch (IllegalArgumentException e) {
            // Reported when the posterior is read.
            return OptionalInt.empty();
        }
    }
}

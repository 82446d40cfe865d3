// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.FactorNames;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * The posterior before a flow, as the flow's settings say it: any that is announced and lives on R^d,
 * by its name or its short name. It gets the flow's {@code latent}, unless it has one of its own or
 * knows no such setting.
 *
 * @param announced all posteriors by name
 */
record FlowBase(Map<String, PosteriorFactory<?>> announced) {

    private static final String LATENT = "latent";

    /** Returns what stands in settings, or the diagonal Normal where nothing does. */
    static JsonNode orNormal(@Nullable JsonNode written) {
        return written == null || written.isNull() || written.isMissingNode()
                ? TextNode.valueOf("normal")
                : written;
    }

    /**
     * Finds the base, and reads its settings.
     *
     * @throws IllegalArgumentException with a message that begins with the key {@code base}, if it is
     *     unknown, its settings are refused, or it is known not to live on R^d
     */
    ConfiguredPart<PosteriorFactory<?>> find(JsonNode written, int latent) {
        try {
            ConfiguredPart<PosteriorFactory<?>> chosen =
                    new FactorNames(announced).choose(written, Map.of(LATENT, latent));
            ConfiguredPart.space(chosen)
                    .ifPresent(space -> requireEuclidean(chosen.name(), space, latent));
            return chosen;
        } catch (IllegalArgumentException e) {
            // Without its cause: who explains a refusal looks for the innermost message.
            throw new IllegalArgumentException("base: " + e.getMessage());
        }
    }

    /** Makes the family, and checks its space if that could not be done before. */
    PosteriorFamily make(JsonNode written, int latent, PartContext context) {
        ConfiguredPart<PosteriorFactory<?>> chosen = find(written, latent);
        PosteriorFamily family = ConfiguredPart.make(chosen, context.forPart("base"));
        requireEuclidean(chosen.name(), family.space(), latent);
        return family;
    }

    private static void requireEuclidean(String name, LatentSpace space, int latent) {
        if (!space.equals(new Euclidean(latent))) {
            throw new IllegalArgumentException(
                    "posterior '"
                            + name
                            + "' lives on "
                            + space
                            + ", and the flow needs one on R^"
                            + latent);
        }
    }
}

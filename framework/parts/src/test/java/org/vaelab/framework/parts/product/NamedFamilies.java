// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Posteriors under the names, and with the keys, of families that this module does not know; none
 * of them makes anything.
 */
public final class NamedFamilies extends VaeLabModule {

    @Override
    protected void announce() {
        part(Normal.class);
        part(OnSphere.class);
        part(PowerSpherical.class);
        part(Categorical.class);
        part(Bits.class);
    }

    /** How a factor is drawn. */
    public enum Draws {
        /** In one way. */
        @JsonProperty("relaxed")
        RELAXED,
        /** In another. */
        @JsonProperty("straight-through")
        STRAIGHT_THROUGH,
        /** In a third. */
        @JsonProperty("discrete")
        DISCRETE
    }

    /** A posterior that is never made. */
    interface Unmade extends PosteriorPart {
        @Override
        default PosteriorFamily create(PartContext context) {
            throw new AssertionError("no posterior is made here");
        }
    }

    /** Called normal. */
    @Part(value = "diagonal-normal", shortName = "normal")
    public record Normal(@Setting("a dimension") int latent) implements Unmade {

        /** Checks the number. */
        public Normal {
            Counts.atLeastOne("latent", latent);
        }
    }

    /** Called sphere. */
    @Part(value = "von-mises-fisher", shortName = "sphere")
    public record OnSphere(@Setting("a dimension") int latent) implements Unmade {}

    /** Has no short name. */
    @Part("power-spherical")
    public record PowerSpherical(@Setting("a dimension") int latent) implements Unmade {}

    /** Called onehot. */
    @Part(value = "categorical", shortName = "onehot")
    public record Categorical(
            @Setting("a number") int variables,
            @Setting("a number") int categories,
            @Setting("a schedule") @Nullable Schedule temperature,
            @Setting("how to draw") @Nullable Draws draw)
            implements Unmade {}

    /** Called bits. */
    @Part(value = "bernoulli", shortName = "bits")
    public record Bits(
            @Setting("a number") int variables,
            @Setting("a schedule") @Nullable Schedule temperature,
            @Setting("how to draw") @Nullable Draws draw)
            implements Unmade {}
}

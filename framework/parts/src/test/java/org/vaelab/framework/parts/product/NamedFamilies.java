// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Counts;

/**
 * Posteriors under the names, and with the keys, of families that this module does not know; none of
 * them makes anything.
 */
public final class NamedFamilies extends VaeLabModule {

    @Override
    protected void announce() {
        posterior("diagonal-normal", NormalFactory.class);
        posterior("von-mises-fisher", SphereFactory.class);
        posterior("power-spherical", PowerSphericalFactory.class);
        posterior("categorical", CategoricalFactory.class);
        posterior("bernoulli", BitsFactory.class);
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

    /** The settings of a space of one number. */
    public record EuclideanSettings(@JsonProperty(required = true) int latent) {

        /** Checks the number. */
        public EuclideanSettings {
            Counts.atLeastOne("latent", latent);
        }
    }

    /** Settings of which two are needed. */
    public record CategoricalSettings(
            @JsonProperty(required = true) int variables,
            @JsonProperty(required = true) int categories,
            @Nullable Schedule temperature,
            @Nullable Draws draw) {}

    /** Settings of which one is needed. */
    public record BitsSettings(
            @JsonProperty(required = true) int variables,
            @Nullable Schedule temperature,
            @Nullable Draws draw) {}

    /** Factories that differ in name and settings. */
    private abstract static class Named<S extends Record> implements PosteriorFactory<S> {
        private final Class<S> settings;
        private final Optional<String> shortName;

        Named(Class<S> settings, Optional<String> shortName) {
            this.settings = settings;
            this.shortName = shortName;
        }

        @Override
        public final Class<S> settingsType() {
            return settings;
        }

        @Override
        public final Optional<String> shortName() {
            return shortName;
        }

        @Override
        public final String description() {
            return "for this test";
        }

        @Override
        public final PosteriorFamily create(S settings, PartContext context) {
            throw new AssertionError("no posterior is made here");
        }
    }

    /** Called normal. */
    public static final class NormalFactory extends Named<EuclideanSettings> {
        /** Tells its name. */
        public NormalFactory() {
            super(EuclideanSettings.class, Optional.of("normal"));
        }
    }

    /** Called sphere. */
    public static final class SphereFactory extends Named<EuclideanSettings> {
        /** Tells its name. */
        public SphereFactory() {
            super(EuclideanSettings.class, Optional.of("sphere"));
        }
    }

    /** Has no short name. */
    public static final class PowerSphericalFactory extends Named<EuclideanSettings> {
        /** Tells its settings. */
        public PowerSphericalFactory() {
            super(EuclideanSettings.class, Optional.empty());
        }
    }

    /** Called onehot. */
    public static final class CategoricalFactory extends Named<CategoricalSettings> {
        /** Tells its name. */
        public CategoricalFactory() {
            super(CategoricalSettings.class, Optional.of("onehot"));
        }
    }

    /** Called bits. */
    public static final class BitsFactory extends Named<BitsSettings> {
        /** Tells its name. */
        public BitsFactory() {
            super(BitsSettings.class, Optional.of("bits"));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;

/** Makes {@link Gaussian}. */
public final class GaussianFactory implements LikelihoodFactory<GaussianFactory.Settings> {

    /** Where the standard deviation comes from. */
    public enum Scale {
        /** The setting {@code value}. */
        @JsonProperty("fixed")
        FIXED,
        /** One parameter, learned. */
        @JsonProperty("shared")
        SHARED,
        /** The decoder, for each value. */
        @JsonProperty("per-pixel")
        PER_PIXEL
    }

    /**
     * Settings.
     *
     * @param scale default shared
     * @param value the fixed scale, or where a learned one starts; default 0.2
     * @param least what a learned scale stays above; default 0.001
     */
    public record Settings(Scale scale, Double value, Double least) {

        /** Fills in defaults, and checks the numbers. */
        public Settings(@Nullable Scale scale, @Nullable Double value, @Nullable Double least) {
            this.scale = scale == null ? Scale.SHARED : scale;
            this.value = value == null ? 0.2 : value;
            this.least = least == null ? 1e-3 : least;
            if (!(this.value > 0 && this.value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("value must be finite and above 0, is " + value);
            }
            if (!(this.least > 0 && this.least < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("least must be finite and above 0, is " + least);
            }
            if (this.scale != Scale.FIXED && !(this.value > this.least)) {
                throw new IllegalArgumentException(
                        "value must be above least, " + this.least + ", is " + this.value);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a density of real values, with a fixed, shared or per-pixel scale";
    }

    @Override
    public Likelihood create(Settings settings, PartContext context) {
        return switch (settings.scale()) {
            case FIXED -> new Gaussian(new Gaussian.Fixed(settings.value()));
            case SHARED -> Gaussian.shared(context.runtime(), settings.value(), settings.least());
            case PER_PIXEL ->
                    new Gaussian(new Gaussian.PerPixel(settings.value(), settings.least()));
        };
    }
}

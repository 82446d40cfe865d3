// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartChoice;

/** The variant that draws the aggregate posterior towards the prior by a kernel. */
public final class MmdVariant implements Variant<MmdVariant.Settings> {

    /** The name of the variant. */
    static final String NAME = "mmd";

    /**
     * Settings, in InfoVAE's parameters.
     *
     * @param latent the dimension of the diagonal Normal; absent where the model names a posterior
     * @param alpha the KL has weight 1 - alpha, default 1: none
     * @param lambda the discrepancy has weight alpha + lambda - 1
     * @param kernel its kernel, default inverse-multiquadratic
     * @param scale C, the squared distance that is neither near nor far; by default the mean squared
     *     distance of two draws from the reference prior, 2 d in R^d and 2 on a sphere
     */
    public record Settings(
            @LatentDimension @Nullable Integer latent,
            Double alpha,
            @JsonProperty(required = true) double lambda,
            Kernel kernel,
            @Nullable Double scale) {

        /** Fills in defaults, and checks the values. */
        public Settings(
                @Nullable Integer latent,
                @Nullable Double alpha,
                @JsonProperty(required = true) double lambda,
                @Nullable Kernel kernel,
                @Nullable Double scale) {
            Around.requireDimension(latent);
            this.latent = latent;
            this.alpha = alpha == null ? 1 : alpha;
            this.lambda = lambda;
            this.kernel = kernel == null ? Kernel.INVERSE_MULTIQUADRATIC : kernel;
            this.scale = scale;
            if (!(this.alpha <= 1 && this.alpha > Double.NEGATIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "alpha must be at most 1, is "
                                + this.alpha
                                + ": the KL has weight 1 - alpha");
            }
            if (!(weight() > 0 && weight() < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "lambda must be finite and above 1 - alpha = "
                                + (1 - this.alpha)
                                + ", is "
                                + lambda
                                + ": the discrepancy has weight alpha + lambda - 1");
            }
            if (scale != null && !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("scale must be finite and above 0, is " + scale);
            }
        }

        private double weight() {
            return alpha + lambda - 1;
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the maximum mean discrepancy of q(z) from the prior, beside the KL or in its place"
                + " (Zhao et al. 2019, Tolstikhin et al. 2018)";
    }

    @Override
    public Optional<PartChoice> posterior(Settings settings) {
        return Around.posterior(settings.latent());
    }

    @Override
    public KlRegularizer regularizer(Settings settings, EstimatorContext context) {
        LatentSpace space = Around.space(context, NAME);
        if (space.measure().countsPoints()) {
            throw new IllegalArgumentException(
                    "variant '"
                            + NAME
                            + "' compares draws in a space without steps, not in "
                            + space);
        }
        Schedule training = context.klWeight();
        if (settings.alpha() == 1 && !training.equals(Schedule.constant(1))) {
            throw new IllegalArgumentException(
                    "training.klWeight and training.warmup weigh the KL, of which alpha: 1 leaves"
                            + " nothing in the loss\nleave them out for this model: training:"
                            + " {klWeight: 1, warmup: 0}; or set alpha below 1");
        }
        return new MeanDiscrepancy(
                new KlWeight(training.times(1 - settings.alpha())),
                settings.weight(),
                settings.kernel(),
                settings.scale() == null ? scale(space) : settings.scale());
    }

    private static double scale(LatentSpace space) {
        if (space instanceof Euclidean euclidean) {
            return 2.0 * euclidean.dimension();
        }
        if (space instanceof Sphere) {
            return 2;
        }
        throw new IllegalArgumentException(
                "variant '"
                        + NAME
                        + "' has a scale of its own in R^d and on spheres; set scale for "
                        + space
                        + ", for example to the mean squared distance of two draws from the prior");
    }
}

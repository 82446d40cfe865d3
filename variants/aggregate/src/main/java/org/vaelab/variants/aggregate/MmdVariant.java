// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

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
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;

/** The variant that draws the aggregate posterior towards the prior by a kernel: InfoVAE. */
@Part(
        value = MmdVariant.NAME,
        description = "the maximum mean discrepancy of q(z) from the prior, with or without the KL",
        paper = "Zhao et al. (2019), Tolstikhin et al. (2018)")
public record MmdVariant(
        @LatentDimension
                @Setting(
                        "the dimension of the diagonal Normal; leave it out if the model names a"
                                + " posterior")
                @Nullable Integer latent,
        @Setting(value = "the KL has weight 1 - alpha; at most 1: no KL", defaultValue = "1")
                double alpha,
        @Setting("the discrepancy has weight alpha + lambda - 1, which must be above 0")
                double lambda,
        @Setting(
                        value = "its kernel: inverse-multiquadratic or rbf",
                        defaultValue = "inverse-multiquadratic")
                MeanDiscrepancy.Kernel kernel,
        @Setting(
                        "C, the scale of squared distances; default the mean squared distance of"
                                + " two draws from the reference prior, 2 d in R^d and 2 on a sphere")
                @Nullable Double scale)
        implements Variant {

    static final String NAME = "mmd";

    public MmdVariant {
        AggregateSettings.requireDimension(latent);
        if (!(alpha <= 1 && alpha > Double.NEGATIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "alpha must be at most 1, is " + alpha + ": the KL has weight 1 - alpha");
        }
        double weight = alpha + lambda - 1;
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "lambda must be finite and above 1 - alpha = "
                            + (1 - alpha)
                            + ", is "
                            + lambda
                            + ": the discrepancy has weight alpha + lambda - 1");
        }
        if (scale != null && !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale must be finite and above 0, is " + scale);
        }
    }

    @Override
    public Optional<PartChoice> posterior() {
        return AggregateSettings.posterior(latent);
    }

    @Override
    public KlRegularizer regularizer(EstimatorContext context) {
        LatentSpace space = AggregateSettings.space(context, NAME);
        if (space.measure().countsPoints()) {
            throw new IllegalArgumentException(
                    "variant '"
                            + NAME
                            + "' compares draws in a space without steps, not in "
                            + space);
        }
        Schedule training = context.klWeight();
        if (alpha == 1 && !training.equals(Schedule.constant(1))) {
            throw new IllegalArgumentException(
                    "training.klWeight and training.warmup weigh the KL, of which alpha: 1 leaves"
                            + " nothing in the loss\nleave them out for this model: training:"
                            + " {klWeight: 1, warmup: 0}; or set alpha below 1");
        }
        return new MeanDiscrepancy(
                new KlWeight(training.times(1 - alpha)),
                alpha + lambda - 1,
                kernel,
                scale == null ? scale(space) : scale);
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

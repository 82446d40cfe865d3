// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.Arrays;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.plugin.PartContext;

/** Makes linear-Gaussian models of training data. */
record FactorModels(String variant, Noise noise) {

    /** How many examples tell the variance of values at a random start. */
    private static final int FOR_VARIANCES = 1000;

    /**
     * Makes a model.
     *
     * @throws IllegalArgumentException if the data are binary, or have no more values than factors
     */
    FactorAnalysis create(FactorSettings settings, PartContext context) {
        requireDensity(context.data().domain());
        int width = context.shape().size();
        if (settings.latent() >= width) {
            throw new IllegalArgumentException(
                    "latent must be below the number of values of a datum, "
                            + width
                            + ", is "
                            + settings.latent());
        }
        return switch (settings.start()) {
            case RANDOM -> atRandom(settings, context);
            case PRINCIPAL_COMPONENTS -> atPrincipalComponents(settings, context);
        };
    }

    /** A density of bits has no upper bound, and compares with no probability. */
    private void requireDensity(ValueDomain domain) {
        if (domain == ValueDomain.BINARY) {
            throw new IllegalArgumentException(
                    "variant '"
                            + variant
                            + "' has no density for "
                            + domain.label()
                            + " data, only for "
                            + ValueDomain.GREY_LEVELS.label()
                            + ", "
                            + ValueDomain.REAL.label()
                            + ", "
                            + ValueDomain.UNIT_INTERVAL.label()
                            + "; leave out data.binarize or choose another variant, such as a"
                            + " mixture of Bernoullis");
        }
    }

    private FactorAnalysis atRandom(FactorSettings settings, PartContext context) {
        double[] halves = TrainingMoments.of(context, FOR_VARIANCES).variances();
        Arrays.setAll(halves, d -> halves[d] / 2);
        if (noise == Noise.SHARED) {
            Arrays.fill(halves, Arrays.stream(halves).average().orElseThrow());
        }
        int q = settings.latent();
        double[] weight = context.key().split("weight").normal(q * halves.length);
        Arrays.setAll(weight, i -> weight[i] * Math.sqrt(halves[i % halves.length] / q));
        return model(settings, context, weight, halves);
    }

    /** For factor analysis each psi is then what the components leave of the variance. */
    private FactorAnalysis atPrincipalComponents(FactorSettings settings, PartContext context) {
        int width = context.shape().size();
        double[] covariance = TrainingMoments.of(context, Integer.MAX_VALUE).covariance();
        PrincipalComponents components =
                PrincipalComponents.of(covariance, width, settings.latent());
        double[] variances = new double[width];
        Arrays.fill(variances, components.variance());
        if (noise == Noise.PER_VALUE) {
            Arrays.setAll(variances, d -> covariance[d * (width + 1)]);
            double[] weight = components.weight();
            for (int i = 0; i < weight.length; i++) {
                variances[i % width] -= weight[i] * weight[i];
            }
            Arrays.setAll(variances, d -> Math.max(variances[d], 0));
        }
        return model(settings, context, components.weight(), variances);
    }

    private FactorAnalysis model(
            FactorSettings settings, PartContext context, double[] weight, double[] variances) {
        return new FactorAnalysis(
                context.runtime(),
                context.shape(),
                noise,
                settings.least(),
                weight,
                context.data().trainingMean(),
                variances);
    }
}

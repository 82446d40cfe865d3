// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** A linear Gaussian model, trained by expectation and maximisation. */
public interface FactorModel extends WholeModel {

    /** The number of examples that the variances at a random start are computed from. */
    int FOR_VARIANCES = 1000;

    /** The number of examples that are held at once for a covariance. */
    int CHUNK = 1000;

    List<ValueDomain> DOMAINS =
            List.of(ValueDomain.GREY_LEVELS, ValueDomain.REAL, ValueDomain.UNIT_INTERVAL);

    String LATENT = "q, the number of factors";

    String START = "where training starts: random or pca, the principal components of the data";

    String LEAST = "what the standard deviations of the noise stay above";

    /** Factor analysis: noise of its own for each value. */
    @Cites("rubin1982")
    @Part(
            value = "factor-analysis",
            description = "factor analysis, exact posterior, by EM",
            paper = "Rubin and Thayer (1982)")
    record FactorAnalysisModel(
            @LatentDimension @Setting(LATENT) int latent,
            @Setting(value = START, defaultValue = "random") Start start,
            @Setting(value = LEAST, defaultValue = "0.001") double least)
            implements FactorModel {

        public FactorAnalysisModel {
            requireUsable(latent, least);
        }

        @Override
        public FactorAnalysis.Noise noise() {
            return FactorAnalysis.Noise.PER_VALUE;
        }
    }

    /** Probabilistic principal component analysis: one noise for all values. */
    @Cites("tipping1999")
    @Part(
            value = "ppca",
            description = "probabilistic PCA, exact posterior, by EM",
            paper = "Tipping and Bishop (1999)")
    record ProbabilisticPca(
            @LatentDimension @Setting(LATENT) int latent,
            @Setting(value = START, defaultValue = "random") Start start,
            @Setting(value = LEAST, defaultValue = "0.001") double least)
            implements FactorModel {

        public ProbabilisticPca {
            requireUsable(latent, least);
        }

        @Override
        public FactorAnalysis.Noise noise() {
            return FactorAnalysis.Noise.SHARED;
        }
    }

    /** Where training starts from. */
    enum Start {
        /** Random factors, which have half of the variance of each value. */
        @JsonProperty("random")
        RANDOM,
        /** The principal components of all training examples. */
        @JsonProperty("pca")
        PRINCIPAL_COMPONENTS
    }

    int latent();

    Start start();

    double least();

    FactorAnalysis.Noise noise();

    private static void requireUsable(int latent, double least) {
        Counts.atLeastOne("latent", latent);
        Counts.positive("least", least);
    }

    /** Returns full expectation and maximisation. */
    @Override
    default PartChoice estimator() {
        return PartChoice.of("em");
    }

    /**
     * Makes a model of training data.
     *
     * @throws IllegalArgumentException if the data are binary, or have no more values than factors
     */
    @Override
    default FactorAnalysis create(PartContext context) {
        requireDensity(context.data().domain());
        int width = context.shape().size();
        if (latent() >= width) {
            throw new SettingException(
                    "latent",
                    "must be below the number of values of a datum, %s, is %s"
                            .formatted(width, latent()));
        }
        return switch (start()) {
            case RANDOM -> atRandom(context);
            case PRINCIPAL_COMPONENTS -> atPrincipalComponents(context);
        };
    }

    /** A density of discrete values has no upper bound and is not comparable with a probability. */
    private void requireDensity(ValueDomain domain) {
        if (!DOMAINS.contains(domain)) {
            throw new IllegalArgumentException(
                    ("variant '%s' has no density for %s data, only for %s, %s, %s; leave"
                                    + " out data.binarize or choose another variant, such as a mixture of"
                                    + " Bernoullis")
                            .formatted(
                                    PartType.nameOf(this),
                                    domain.label(),
                                    ValueDomain.GREY_LEVELS.label(),
                                    ValueDomain.REAL.label(),
                                    ValueDomain.UNIT_INTERVAL.label()));
        }
    }

    private FactorAnalysis atRandom(PartContext context) {
        RandomKey examples = context.key().split("examples");
        double[] halves = context.data().trainingVariances(FOR_VARIANCES, examples);
        Arrays.setAll(halves, d -> halves[d] / 2);
        if (noise() == FactorAnalysis.Noise.SHARED) {
            Arrays.fill(halves, Arrays.stream(halves).average().orElseThrow());
        }
        int q = latent();
        double[] weight = context.key().split("weight").normal(q * halves.length);
        Arrays.setAll(weight, i -> weight[i] * Math.sqrt(halves[i % halves.length] / q));
        return model(context, weight, halves);
    }

    /** For factor analysis, psi is the variance that the components leave unexplained. */
    private FactorAnalysis atPrincipalComponents(PartContext context) {
        int width = context.shape().size();
        double[] covariance = covariance(context);
        RandomKey start = context.key().split("components");
        PrincipalSubspace components =
                PrincipalSubspace.of(context.runtime(), covariance, latent(), start);
        double[] variances = new double[width];
        Arrays.fill(variances, components.variance());
        if (noise() == FactorAnalysis.Noise.PER_VALUE) {
            Arrays.setAll(variances, d -> covariance[d * (width + 1)]);
            double[] weight = components.weight();
            for (int i = 0; i < weight.length; i++) {
                variances[i % width] -= weight[i] * weight[i];
            }
            Arrays.setAll(variances, d -> Math.max(variances[d], 0));
        }
        return model(context, components.weight(), variances);
    }

    private FactorAnalysis model(PartContext context, double[] weight, double[] variances) {
        return new FactorAnalysis(
                context.runtime(),
                context.shape(),
                noise(),
                least(),
                weight,
                context.data().trainingMean(),
                variances);
    }

    /**
     * Returns the covariance of all training examples, [D, D]: the mean of the products of
     * deviations from the mean of the training data.
     */
    private static double[] covariance(PartContext context) {
        DataSummary data = context.data();
        Examples examples =
                data.trainingSample(data.trainingSize(), context.key().split("examples"));
        TensorRuntime runtime = context.runtime();
        int width = data.trainingMean().length;
        try (TensorScope scope = runtime.scope()) {
            Tensor mean = runtime.tensor(data.trainingMean(), Shape.of(width), DType.FLOAT64);
            Tensor sum = runtime.zeros(Shape.of(width, width), DType.FLOAT64);
            for (int from = 0; from < examples.size(); from += CHUNK) {
                double[] values = new double[Math.min(CHUNK, examples.size() - from) * width];
                for (int i = 0; i < values.length / width; i++) {
                    examples.read(from + i, values, i * width);
                }
                try (TensorScope inner = runtime.scope()) {
                    Shape shape = Shape.of(values.length / width, width);
                    Tensor rows = runtime.tensor(values, shape, DType.FLOAT64).sub(mean);
                    sum = inner.detach(sum.add(rows.transpose().matmul(rows)));
                }
            }
            return sum.mul(1.0 / examples.size()).readDoubles();
        }
    }
}

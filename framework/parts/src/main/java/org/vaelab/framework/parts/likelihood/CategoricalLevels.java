// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent grey levels with 256 probabilities each (van den Oord et al. 2016, section 3.3):
 * {@code log p(x given z) = sum_d [ l_d,k(d) - log sum_j e^l_d,j ]}. It is at most 0.
 *
 * <p>The head has 256 numbers for each value. 784 pixels and 400 hidden units need a last layer of
 * 80 million weights (1.3 GB in float32 with gradient and Adam's moments). The logits take 0.8 MB
 * for each example and draw, and a training step holds about six copies. The level is looked up in
 * the logits, not multiplied by an array of zeros and ones.
 */
@Cites("oord2016a")
@Part(
        value = "categorical",
        description = "probabilities of 256 grey levels, each with a logit: a very wide head",
        paper = "van den Oord et al. (2016), section 3.3")
public record CategoricalLevels() implements Likelihood {

    /** Keeps the initial slope of a pixel that is always black, or white, finite. */
    private static final double MEAN_MARGIN = 1e-3;

    /** The largest initial difference between the logits of two adjacent levels. */
    private static final double STEEPEST = 8;

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.GREY_LEVELS);
    }

    /** {@inheritDoc} The logits of one value are adjacent. */
    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logits", Math.multiplyExact(x.size(), GreyLevels.COUNT)));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        int size = headOutput.shape().extent(-1) / GreyLevels.COUNT;
        return new Pixels(
                headOutput.reshape(headOutput.shape().with(-1, size).append(GreyLevels.COUNT)));
    }

    /**
     * {@inheritDoc} Half of the mean comes from a uniform distribution, so that a level which is
     * rare in a pixel is not nearly impossible; the rest is {@code e^(t k)}.
     */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, CategoricalLevels::headOutputForMean);
    }

    private static double[] headOutputForMean(double[] mean) {
        double[] start = new double[mean.length * GreyLevels.COUNT];
        for (int i = 0; i < mean.length; i++) {
            double wanted = Math.min(Math.max(mean[i], MEAN_MARGIN), 1 - MEAN_MARGIN);
            boolean dark = wanted <= 0.5;
            double[] probabilities = withMean(dark ? wanted : 1 - wanted);
            for (int k = 0; k < GreyLevels.COUNT; k++) {
                int level = dark ? k : GreyLevels.LAST - k;
                start[i * GreyLevels.COUNT + level] = Math.log(GreyLevels.COUNT * probabilities[k]);
            }
        }
        return start;
    }

    /** Returns 256 probabilities with a mean of at most 1/2. */
    private static double[] withMean(double mean) {
        double rest = mean / 2 / (1 - mean);
        double slope = Inversion.ofIncreasing(CategoricalLevels::meanBelowHalf, rest, -STEEPEST, 0);
        double[] probabilities = new double[GreyLevels.COUNT];
        Arrays.setAll(probabilities, k -> Math.exp(slope * k));
        double total = Arrays.stream(probabilities).sum();
        return Arrays.stream(probabilities)
                .map(p -> (1 - mean) * p / total + mean / GreyLevels.COUNT)
                .toArray();
    }

    private static double meanBelowHalf(double slope) {
        double ratio = Math.exp(slope);
        double weight = 1;
        double total = 0;
        double moment = 0;
        for (int k = 0; k < GreyLevels.COUNT; k++) {
            total += weight;
            moment += weight * k;
            weight *= ratio;
        }
        return moment / total / GreyLevels.LAST;
    }

    /** Logits are [..., B, D, 256]. */
    private record Pixels(Tensor logits) implements IndependentValues {

        @Override
        public Map<String, Tensor> numbers() {
            return Map.of("logits", logits);
        }

        @Override
        public String howToDraw() {
            return "levels k of k / 255 with probabilities `softmax(logits)` over the last axis";
        }

        @Override
        public Tensor each(Tensor x) {
            Shape values = logits.shape().range(0, -1);
            return logits.reshape(Shape.of(logits.shape().size()))
                    .gather(0, positions(x, values))
                    .reshape(values)
                    .sub(logits.logSumExp(-1));
        }

        /** Returns where in the row-major logits those of the levels lie, as [size] indices. */
        private Tensor positions(Tensor x, Shape values) {
            int[] first = new int[values.size()];
            Arrays.setAll(first, i -> i * GreyLevels.COUNT);
            // Through doubles: float32 does not hold all integers above 2^24.
            return logits.runtime()
                    .indices(first, values)
                    .cast(DType.FLOAT64)
                    .add(GreyLevels.of(x).cast(DType.FLOAT64))
                    .cast(DType.INT32)
                    .reshape(Shape.of(first.length));
        }

        @Override
        public Optional<Tensor> mean() {
            TensorRuntime runtime = logits.runtime();
            double[] levels = new double[GreyLevels.COUNT];
            Arrays.setAll(levels, k -> (double) k / GreyLevels.LAST);
            Tensor column = runtime.tensor(levels, Shape.of(GreyLevels.COUNT, 1));
            return Optional.of(
                    logits.softmax(-1)
                            .reshape(-1, GreyLevels.COUNT)
                            .matmul(column.cast(logits.dtype()))
                            .reshape(logits.shape().range(0, -1)));
        }

        @Override
        public Tensor sample(RandomKey key) {
            int[] levels = key.categorical(logits.readFloats(), GreyLevels.COUNT);
            Tensor drawn = logits.runtime().indices(levels, logits.shape().range(0, -1));
            return GreyLevels.values(drawn.cast(logits.dtype()));
        }
    }
}

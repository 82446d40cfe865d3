// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent grey levels k = 0 ... 255, each in the bin of a logistic variable of mean mu and
 * scale s on [-1, 1] (Kingma et al. 2016, section 5; Salimans et al. 2017, equation 2):
 *
 * <pre>
 *   P(k) = sig((k/127.5 - 1 + 1/255 - mu) / s) - sig((k/127.5 - 1 - 1/255 - mu) / s)
 * </pre>
 *
 * <p>The first and last bins reach to infinity, so that the 256 probabilities sum to one. The
 * logarithm is exact in every bin: unlike in the papers' code there is neither a floor of 1e-12 nor
 * a switch to the density. log p(x) is at most 0.
 */
@Cites("kingma2016")
@Part(
        value = "discretized-logistic",
        description = "probabilities of 256 grey levels, a logistic distribution in bins",
        paper = "Kingma et al. (2016), section 5")
public record DiscretizedLogistic() implements Likelihood {

    /** Starts each pixel broad: about a fifteenth of the range. */
    static final double INITIAL_LOG_SCALE = -2;

    /** Keeps the initial mean of a pixel that is always black, or white, near the range. */
    private static final double MEAN_MARGIN = 1e-3;

    private static final double FARTHEST_INITIAL_MEAN = 4;

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.GREY_LEVELS);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("mean", x.size()), Head.real("logScale", x.size()));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        int size = headOutput.shape().extent(-1) / 2;
        return new LogisticBins(
                headOutput.slice(-1, 0, size), headOutput.slice(-1, size, 2 * size));
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, DiscretizedLogistic::headOutputForMean);
    }

    /** Accurate to 1e-5, far below the width of a level. */
    private static double[] headOutputForMean(double[] mean) {
        double[] start = new double[2 * mean.length];
        Arrays.fill(start, mean.length, start.length, INITIAL_LOG_SCALE);
        for (int i = 0; i < mean.length; i++) {
            start[i] = centreFor(mean[i], 0);
        }
        return start;
    }

    /**
     * Returns the centre around which logistic variables, displaced to both sides of it, have a
     * mean on average.
     */
    static double centreFor(double mean, double... displacements) {
        double scale = Math.exp(INITIAL_LOG_SCALE);
        return Inversion.ofIncreasing(
                centre ->
                        Arrays.stream(displacements)
                                .map(d -> LogisticBins.confinedMean(centre + d, scale))
                                .average()
                                .orElseThrow(),
                Math.min(Math.max(mean, MEAN_MARGIN), 1 - MEAN_MARGIN),
                -FARTHEST_INITIAL_MEAN,
                FARTHEST_INITIAL_MEAN);
    }
}

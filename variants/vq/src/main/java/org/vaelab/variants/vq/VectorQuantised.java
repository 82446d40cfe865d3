// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * A point mass on the nearest code of each of n vectors: {@code log q(z) = 0} at that value and
 * -infinity elsewhere, with respect to counting measure. So {@code KL(q || p) = -log p(z)}.
 *
 * <p>The decoder receives the codes. Its gradient is copied to the encoder's vectors, the
 * straight-through estimate (van den Oord et al. 2017, section 3.2). Two penalties draw vectors and
 * codes together (equation 3). They are sums over the n vectors and their w coordinates, in nats
 * per datum, with sg a stopped gradient:
 *
 * <pre>
 *   commitment = beta sum_i |e_i - sg(c_i)|^2,   codebook = sum_i |sg(e_i) - c_i|^2
 * </pre>
 *
 * <p>They are not divided by n, w or the batch size, just as the log-likelihood of a datum is not
 * divided by its number of values.
 *
 * @param encoded e, [B, n, w]
 * @param codes c, the nearest code of each e, [B, n, w]
 * @param z which codes they are, as unit vectors [B, n, k]
 * @param commitment beta; 0 for no penalty
 * @param codebook the weight of the codebook penalty; 0 for none
 * @param updates of the codebook after a training step
 */
record VectorQuantised(
        Tensor encoded,
        Tensor codes,
        Tensor z,
        double commitment,
        double codebook,
        List<StateUpdate> updates)
        implements Posterior {

    static final String COMMITMENT = "commitment";

    static final String CODEBOOK = "codebook";

    /** Returns the point masses of a trained model, which learns no further. */
    static VectorQuantised trained(Tensor encoded, Tensor codes, Tensor z) {
        return new VectorQuantised(encoded, codes, z, 0, 0, List.of());
    }

    /** All K draws are equal. */
    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor drawn = repeat(z, samples);
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        if (commitment > 0) {
            Tensor distance = squaredDistance(encoded, codes.stopGradient());
            penalties.put(COMMITMENT, repeat(distance.mul(commitment), samples));
        }
        if (codebook > 0) {
            Tensor distance = squaredDistance(encoded.stopGradient(), codes);
            penalties.put(CODEBOOK, repeat(distance.mul(codebook), samples));
        }
        return Draw.of(
                drawn,
                z.runtime().zeros(drawn.shape().range(0, 2)),
                repeat(straightThrough(), samples),
                new TrainingEffects(penalties, updates));
    }

    /** Returns the codes, with their gradient passed to the encoder's vectors, [B, n w]. */
    private Tensor straightThrough() {
        Tensor flat = encoded.reshape(encoded.shape().extent(0), -1);
        return CustomGradient.of(
                () -> codes.reshape(flat.shape()), Pullback.of(g -> g), List.of(flat));
    }

    private static Tensor squaredDistance(Tensor e, Tensor c) {
        return e.sub(c).square().sum(-2, -1);
    }

    private static Tensor repeat(Tensor perExample, int samples) {
        return perExample.expandDims(0).broadcastTo(perExample.shape().prepend(samples));
    }

    @Override
    public Tensor logProbability(Tensor value) {
        int n = z.shape().extent(-2);
        // Counts the variables on which the two agree, then takes log 1 or log 0.
        return value.mul(z).sum(-2, -1).gt(n - 0.5).log();
    }

    @Override
    public Tensor location() {
        return z;
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.STRAIGHT_THROUGH;
    }

    @Override
    public boolean isPointMass() {
        return true;
    }

    /**
     * Returns the share of the codes that these rows use, and the exponential of the entropy of the
     * codes at one position, the mean over the positions.
     */
    @Override
    public Map<String, Double> signals(Draw draw) {
        int positions = z.shape().extent(-2);
        int size = z.shape().extent(-1);
        double[] used = z.sum(0).readDoubles();
        int rows = z.shape().extent(0);
        double entropy =
                -Arrays.stream(used)
                                .filter(count -> count > 0)
                                .map(count -> count / rows * Math.log(count / rows))
                                .sum()
                        / positions;
        long codes =
                IntStream.range(0, used.length)
                        .filter(i -> used[i] > 0)
                        .map(i -> i % size)
                        .distinct()
                        .count();
        return Map.of(
                CodebookCollapse.CODE_USAGE,
                (double) codes / size,
                CodebookCollapse.CODE_PERPLEXITY,
                Math.exp(entropy));
    }
}

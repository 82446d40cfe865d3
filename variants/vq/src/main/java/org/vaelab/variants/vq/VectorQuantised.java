// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

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
 * @param chosen c, the nearest code of each e, [B, n, w]
 * @param indices which codes they are, [B, n]
 * @param codes k
 * @param commitment beta; 0 for no penalty
 * @param codebook the weight of the codebook penalty; 0 for none
 * @param updates of the codebook after a training step
 */
record VectorQuantised(
        Tensor encoded,
        Tensor chosen,
        Tensor indices,
        int codes,
        double commitment,
        double codebook,
        List<StateUpdate> updates)
        implements CodePosterior {

    static final String COMMITMENT = "commitment";

    static final String CODEBOOK = "codebook";

    /** All K draws are equal. */
    @Override
    public Draw draw(RandomKey key, int samples) {
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        if (commitment > 0) {
            Tensor distance = squaredDistance(encoded, chosen.stopGradient());
            penalties.put(COMMITMENT, distance.mul(commitment));
        }
        if (codebook > 0) {
            Tensor distance = squaredDistance(encoded.stopGradient(), chosen);
            penalties.put(CODEBOOK, distance.mul(codebook));
        }
        int rows = encoded.shape().extent(0);
        return Draw.straightThrough(
                encoded.reshape(rows, -1),
                chosen.reshape(rows, -1),
                location(),
                samples,
                new TrainingEffects(penalties, updates));
    }

    private static Tensor squaredDistance(Tensor e, Tensor c) {
        return e.sub(c).square().sum(-2, -1);
    }
}

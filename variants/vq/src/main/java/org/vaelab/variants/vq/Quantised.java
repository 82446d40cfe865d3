// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A point mass on the codes of n vectors: {@code log q(z) = 0} at that value and -infinity elsewhere, with
 * respect to counting measure. So {@code KL(q || p) = -log p(z)}.
 *
 * <p>The decoder receives the codes, of several stages their sum. Its gradient goes to the encoder's
 * vectors by {@link GradientCopy}. The penalties of the quantiser are sums over the n positions, in nats
 * per datum. They are not divided by n, w or the batch size, just as the log-likelihood of a datum is not
 * divided by its number of values.
 *
 * @param encoded the vectors in the domain of the quantiser, [B, n, w]
 * @param chosen the codes of each stage, [B, n, w] each
 * @param indices which codes they are, those of one position side by side, [B, n R]
 * @param codes k
 * @param copy how the gradient reaches the vectors
 * @param effects of a training step
 */
record Quantised(
        Tensor encoded,
        List<Tensor> chosen,
        Tensor indices,
        int codes,
        GradientCopy copy,
        TrainingEffects effects)
        implements CodePosterior {

    @Override
    public int stages() {
        return chosen.size();
    }

    /** All K draws are equal. */
    @Override
    public Draw draw(RandomKey key, int samples) {
        int rows = encoded.shape().extent(0);
        Tensor hard = chosen.stream().reduce(Tensor::add).orElseThrow();
        return Draw.straightThrough(
                copy.of(encoded, hard).reshape(rows, -1),
                hard.reshape(rows, -1),
                location(),
                samples,
                effects);
    }
}

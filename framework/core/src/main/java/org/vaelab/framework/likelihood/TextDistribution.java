// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import org.vaelab.framework.Internal;
import org.vaelab.framework.decoding.NextTokens;
import org.vaelab.framework.tensor.Tensor;

/**
 * The distribution of texts given z, one token after another. A text of x holds places in a
 * vocabulary, and NaN after its end.
 */
@Internal
public interface TextDistribution extends OutputDistribution {

    /**
     * Returns log p(x_t given x_1, ..., x_{t-1}, z) of each token in nats, and 0 after the end of a
     * text. They sum to {@link #logProbability}.
     *
     * @param x [B, T]; the leading axes of the draws share it
     * @return [..., B, T]
     */
    Tensor byToken(Tensor x);

    /**
     * Returns what is known of the first token of each text, for a {@link
     * org.vaelab.framework.decoding.Decoding}. Its rows are those of the leading axes, row by row.
     */
    NextTokens start();
}

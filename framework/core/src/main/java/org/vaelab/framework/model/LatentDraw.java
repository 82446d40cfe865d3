// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of one latent variable.
 *
 * @param name of the variable
 * @param q from which they are drawn
 * @param draw [K, B, ...]
 * @param givenOthers whether q is one distribution for each of the K B draws of the variables drawn
 *     before, and not one for each of the B examples
 */
public record LatentDraw(String name, Posterior q, Draw draw, boolean givenOthers) {

    /** Returns K. */
    public int samples() {
        return draw.logProbability().shape().extent(0);
    }

    /** Returns B. */
    public int batch() {
        return draw.logProbability().shape().extent(1);
    }

    /**
     * Returns the log-density of the draws under another distribution of the variable, [K, B].
     *
     * @param p one distribution for all draws, or one for each
     * @param forEachDraw which of the two
     */
    public Tensor logProbabilityUnder(Distribution p, boolean forEachDraw) {
        return forEachDraw
                ? draw.reshaped(1, samples() * batch())
                        .logProbabilityUnder(p)
                        .reshape(samples(), batch())
                : draw.logProbabilityUnder(p);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of one latent variable.
 *
 * @param q from which they are drawn
 * @param draw [K, B, ...]
 * @param givenOthers whether q is one distribution for each of the K B draws of the variables drawn
 *     before, and not one for each of the B examples
 * @param value the draws as a generative model takes them; it may remember what was computed along
 *     them
 */
public record LatentDraw(
        String name, Posterior q, Draw draw, boolean givenOthers, LatentValue value) {

    /** Draws that remember nothing. */
    public LatentDraw(String name, Posterior q, Draw draw, boolean givenOthers) {
        this(name, q, draw, givenOthers, draw);
    }

    /** Returns K. */
    public int samples() {
        return draw.shape().extent(0);
    }

    /** Returns B. */
    public int batch() {
        return draw.shape().extent(1);
    }

    /**
     * Returns log q of each draw, [K, B].
     *
     * @throws IllegalArgumentException if it has another shape, which would be broadcast
     */
    public Tensor logProbability() {
        Tensor density = draw.logProbability();
        if (!density.shape().equals(draw.shape().range(0, 2))) {
            throw new IllegalArgumentException(
                    ("%s.draw gives values of shape %s with log-densities of shape %s, expected"
                                    + " [K, R, event] and [K, R]")
                            .formatted(q.getClass().getName(), draw.shape(), density.shape()));
        }
        return density;
    }

    /** Returns whether the drawn values pass a gradient. */
    public boolean isThroughDraw() {
        return q.gradient().isThroughDraw();
    }

    /** Returns these draws with what a function makes of their tensors; see {@link Draw#mapped}. */
    LatentDraw mapped(UnaryOperator<Tensor> function) {
        return new LatentDraw(name, q, draw.mapped(function), givenOthers);
    }
}

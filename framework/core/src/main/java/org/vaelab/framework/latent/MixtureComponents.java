// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;

/** Draws components of a mixture. */
public final class MixtureComponents {

    private MixtureComponents() {}

    /**
     * Draws components.
     *
     * @param logits the logarithms of their weights, up to a constant
     * @return n numbers of components, from 0
     */
    public static int[] draw(RandomKey key, double[] logits, int n) {
        double[] repeated = new double[Math.multiplyExact(n, logits.length)];
        Arrays.setAll(repeated, i -> logits[i % logits.length]);
        return key.categorical(repeated, logits.length);
    }
}

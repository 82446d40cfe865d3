// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values drawn from a posterior, with their log-densities: computing the two apart loses precision.
 *
 * @param z [K, B, event]
 * @param logProbability log q(z given x) in nats, [K, B]
 * @param penalties named terms [K, B] that enter the loss and never the bound, such as a
 *     commitment
 */
public record Draw(Tensor z, Tensor logProbability, Map<String, Tensor> penalties) {

    /** Copies the penalties in their order. */
    public Draw {
        penalties = Collections.unmodifiableMap(new LinkedHashMap<>(penalties));
    }

    /** Returns a draw without penalties. */
    public static Draw of(Tensor z, Tensor logProbability) {
        return new Draw(z, logProbability, Map.of());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The posterior q(z given x) of n examples, as arrays.
 *
 * @param location of q, [n, columns]: as {@code vaelab encode} writes it
 * @param parameters of q by the names of its family, [n, numbers] each; empty if they are not
 *     offered
 * @param draws K draws from q, [n, columns] each
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record Codes(float[][] location, Map<String, float[][]> parameters, List<float[][]> draws) {

    public Codes {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        draws = List.copyOf(draws);
    }

    /**
     * Returns the standard deviations of a Normal q, [n, D].
     *
     * @throws IllegalStateException if q is another distribution; {@link #parameters} has its
     *     parameters
     */
    public float[][] scale() {
        float[][] logVariance = parameters.get("logVariance");
        if (logVariance == null) {
            throw new IllegalStateException(
                    "q is no Normal with a scale for each value; its parameters: "
                            + parameters.keySet());
        }
        float[][] scale = new float[logVariance.length][];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = new float[logVariance[i].length];
            for (int j = 0; j < scale[i].length; j++) {
                scale[i][j] = (float) Math.exp(logVariance[i][j] / 2);
            }
        }
        return scale;
    }
}

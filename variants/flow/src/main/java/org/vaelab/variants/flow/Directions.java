// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The directions e in R^n along which a divergence is taken, with mean(e e') = I exactly or in
 * expectation over a key. Random ones are state: they are drawn once, so a density is a function of
 * z, and a checkpoint has them.
 *
 * @param exact whether they are all unit vectors
 * @param values e, [P, n]
 * @param parameters the random ones
 */
record Directions(boolean exact, Tensor values, List<Parameter> parameters) implements Component {

    /**
     * Returns the unit vectors times sqrt n, or a number of vectors of random signs.
     *
     * @param probes how many random ones; null for the unit vectors
     */
    static Directions of(TensorRuntime runtime, RandomKey key, int n, @Nullable Integer probes) {
        if (probes == null) {
            double[] units = new double[n * n];
            for (int i = 0; i < n; i++) {
                units[i * n + i] = Math.sqrt(n);
            }
            Tensor values = runtime.tensor(units, Shape.of(n, n));
            return new Directions(true, runtime.keep(values, false), List.of());
        }
        double[] signs =
                Arrays.stream(key.uniform(probes * n)).map(u -> u < 0.5 ? -1 : 1).toArray();
        Parameter held = Parameter.state("probes", runtime.tensor(signs, Shape.of(probes, n)));
        return new Directions(false, held.value(), List.of(held));
    }

    int count() {
        return values.shape().extent(0);
    }

    /** Returns one of the directions alone. */
    Directions only(int i) {
        return new Directions(false, values.slice(0, i, i + 1), List.of());
    }
}

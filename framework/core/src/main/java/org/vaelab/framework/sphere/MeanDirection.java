// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sphere;

import java.util.List;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * The direction of a vector that a network gives out, {@code mu = m / |m|}.
 *
 * <p>The direction of m = 0 is the first axis. The gradient {@code (g - mu (mu . g)) / |m|} grows
 * without bound as m tends to 0; for |m| below 1e-6 it is that of a vector of length 1e-6 in the
 * same direction. A NaN stays a NaN.
 */
public final class MeanDirection {

    private static final double SHORTEST = 1e-6;

    private MeanDirection() {}

    /**
     * Normalises the rows of a matrix.
     *
     * @param m [B, d]
     * @return [B, d]
     */
    public static Tensor of(Tensor m) {
        TensorRuntime runtime = m.runtime();
        Shape shape = m.shape();
        int d = shape.extent(1);
        double[] direction = m.readDoubles();
        double[] length = new double[shape.extent(0)];
        for (int b = 0; b < length.length; b++) {
            length[b] = normalize(direction, b * d, d);
        }
        return CustomGradient.of(
                () -> runtime.tensor(direction, shape).cast(m.dtype()),
                Pullback.of(
                        g ->
                                runtime.tensor(gradient(direction, length, g.readDoubles()), shape)
                                        .cast(m.dtype())),
                List.of(m));
    }

    private static double[] gradient(double[] direction, double[] length, double[] upstream) {
        int d = direction.length / Math.max(length.length, 1);
        for (int b = 0; b < length.length; b++) {
            project(direction, upstream, b * d, d, 1 / Math.max(length[b], SHORTEST));
        }
        return upstream;
    }

    /** Makes d values from an index on a unit vector; returns its length before. */
    static double normalize(double[] values, int from, int d) {
        double largest = 0;
        for (int j = from; j < from + d; j++) {
            largest = Math.max(largest, Math.abs(values[j]));
        }
        if (largest == 0) {
            values[from] = 1;
            return 0;
        }
        double square = 0;
        for (int j = from; j < from + d; j++) {
            double scaled = values[j] / largest;
            square += scaled * scaled;
        }
        double length = Math.sqrt(square) * largest;
        for (int j = from; j < from + d; j++) {
            values[j] /= length;
        }
        return length;
    }

    /** Replaces g, d values from an index on, by {@code (g - mu (mu . g)) scale}. */
    static void project(double[] direction, double[] g, int from, int d, double scale) {
        double along = 0;
        for (int j = from; j < from + d; j++) {
            along += direction[j] * g[j];
        }
        for (int j = from; j < from + d; j++) {
            g[j] = (g[j] - direction[j] * along) * scale;
        }
    }
}

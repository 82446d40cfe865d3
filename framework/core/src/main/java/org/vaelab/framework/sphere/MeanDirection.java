// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sphere;

import java.util.List;
import org.vaelab.framework.tensor.DType;
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
        Polar polar = runtime.unrecorded(() -> Polar.of(m.cast(DType.FLOAT64)));
        return CustomGradient.of(
                () -> polar.direction().cast(m.dtype()),
                Pullback.of(
                        g ->
                                runtime.tensor(
                                                gradient(polar, g.readDoubles()),
                                                m.shape(),
                                                DType.FLOAT64)
                                        .cast(m.dtype())),
                List.of(m));
    }

    /**
     * Vectors by direction and length, in float64: what {@link #normalize} does to each row.
     *
     * @param direction [B, d]
     * @param length [B, 1]
     */
    private record Polar(Tensor direction, Tensor length) {

        /** Takes the largest coordinate out, so that no square overflows. */
        static Polar of(Tensor m) {
            TensorRuntime runtime = m.runtime();
            Tensor largest = m.abs().max(1).expandDims(1);
            Tensor isZero = largest.eq(runtime.zeros(Shape.scalar(), DType.FLOAT64));
            Tensor scaled = m.div(largest.add(isZero));
            Tensor length = scaled.square().sum(1).sqrt().expandDims(1).mul(largest);
            double[] first = new double[m.shape().extent(1)];
            first[0] = 1;
            Tensor axis = runtime.tensor(first, Shape.of(first.length), DType.FLOAT64);
            return new Polar(axis.where(isZero, m.div(length.add(isZero))), length);
        }
    }

    private static double[] gradient(Polar polar, double[] upstream) {
        double[] direction = polar.direction().readDoubles();
        double[] length = polar.length().readDoubles();
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

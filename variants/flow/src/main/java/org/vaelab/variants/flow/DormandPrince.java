// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.Tensor;

/**
 * One step of the method of order 5 of Dormand and Prince (1980, table 2) for {@code dz/dt = v(z,
 * t)} and the integral of a function of z along the way. The error of a way of N steps falls as
 * {@code N^-5}.
 */
final class DormandPrince {

    private static final double[] NODES = {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1};

    private static final double[][] STAGES = {
        {},
        {1.0 / 5},
        {3.0 / 40, 9.0 / 40},
        {44.0 / 45, -56.0 / 15, 32.0 / 9},
        {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
        {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656}
    };

    private static final double[] WEIGHTS = {
        35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84
    };

    private DormandPrince() {}

    /**
     * What happens at a point at a time.
     *
     * @param velocity [N, n]
     * @param integrand [N]
     */
    record Rate(Tensor velocity, Tensor integrand) {}

    /** Velocity and integrand of points at a time. */
    interface Field {

        Tensor velocity(Tensor z, double time);

        Rate rate(Tensor z, double time);
    }

    /** Returns where points are after a time, which may be negative. */
    static Tensor step(Field field, Tensor z, double time, double duration) {
        List<Tensor> velocities = new ArrayList<>();
        for (int i = 0; i < NODES.length; i++) {
            Tensor at = moved(z, velocities, STAGES[i], duration);
            velocities.add(field.velocity(at, time + NODES[i] * duration));
        }
        return moved(z, velocities, WEIGHTS, duration);
    }

    /**
     * Returns where points are after a time, which may be negative, and the integral over it: [N,
     * n] and [N].
     */
    static Rate integrate(Field field, Tensor z, double time, double duration) {
        List<Tensor> velocities = new ArrayList<>();
        Tensor integral = null;
        for (int i = 0; i < NODES.length; i++) {
            Tensor at = moved(z, velocities, STAGES[i], duration);
            double now = time + NODES[i] * duration;
            if (WEIGHTS[i] == 0) {
                velocities.add(field.velocity(at, now));
                continue;
            }
            Rate rate = field.rate(at, now);
            velocities.add(rate.velocity());
            Tensor part = rate.integrand().mul(WEIGHTS[i] * duration);
            integral = integral == null ? part : integral.add(part);
        }
        return new Rate(moved(z, velocities, WEIGHTS, duration), integral);
    }

    private static Tensor moved(
            Tensor z, List<Tensor> velocities, double[] weights, double duration) {
        Tensor at = z;
        for (int j = 0; j < weights.length; j++) {
            if (weights[j] != 0) {
                at = at.add(velocities.get(j).mul(weights[j] * duration));
            }
        }
        return at;
    }
}

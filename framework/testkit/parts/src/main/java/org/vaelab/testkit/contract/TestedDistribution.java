// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.space.IntegrationRule;

/** A density together with the sampler that claims it, by their numbers. */
abstract class TestedDistribution {

    /** Points whose density is computed at once, which bounds the memory of a check. */
    private static final int CHUNK = 20_000;

    private final TensorRuntime runtime;
    private final IntegrationRule rule;
    private final String name;
    private final RandomKey key;
    private @Nullable DensityCheck density;

    /**
     * Creates a distribution.
     *
     * @param rule that integrates over its space
     * @param name in failures
     * @param key of the draws of {@link #density}
     */
    TestedDistribution(TensorRuntime runtime, IntegrationRule rule, String name, RandomKey key) {
        this.runtime = runtime;
        this.rule = rule;
        this.name = name;
        this.key = key;
    }

    final TensorRuntime runtime() {
        return runtime;
    }

    final IntegrationRule rule() {
        return rule;
    }

    final String name() {
        return name;
    }

    final RandomKey key() {
        return key;
    }

    /** Returns the number of coordinates of a point. */
    final int width() {
        return rule.width();
    }

    /** Returns draws and integrals, which are computed once for all checks. */
    final DensityCheck density() {
        if (density == null) {
            density = new DensityCheck(this);
        }
        return density;
    }

    /** Returns the most points whose density is computed at once. */
    int chunk() {
        return CHUNK;
    }

    /**
     * Returns log densities in nats.
     *
     * @param points row-major
     */
    final double[] logDensity(double[] points) {
        int rows = points.length / width();
        double[] log = new double[rows];
        for (int from = 0; from < rows; from += chunk()) {
            int to = Math.min(rows, from + chunk());
            try (TensorScope scope = runtime.scope()) {
                double[] some = Arrays.copyOfRange(points, from * width(), to * width());
                System.arraycopy(
                        logDensity(some, to - from).readDoubles(), 0, log, from, to - from);
            }
        }
        return log;
    }

    /** Returns the log densities of n points, n numbers. */
    abstract Tensor logDensity(double[] points, int n);

    /** Returns n independent draws, row-major. */
    final double[] sample(RandomKey from, int n) {
        try (TensorScope scope = runtime.scope()) {
            return rounded(draw(from, n).readDoubles());
        }
    }

    abstract Tensor draw(RandomKey from, int n);

    /** Returns the points to which draws are rounded before they are tested. */
    double[] rounded(double[] draws) {
        return draws;
    }
}

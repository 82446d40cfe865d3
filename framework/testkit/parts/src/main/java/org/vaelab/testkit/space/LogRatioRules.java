// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.latent.UnitCube;

/**
 * Rules that integrate over cubes and simplices, in log-ratios y: of z and 1 - z in the cube, of a
 * weight and the last one on the simplex. What lies beyond a log-ratio of {@value #FARTHEST} is
 * left out: a share of e^-{@value #FARTHEST}c of a distribution whose density falls as z^(c - 1).
 */
final class LogRatioRules {

    private static final double FARTHEST = 100;

    private LogRatioRules() {}

    static IntegrationRule of(UnitCube cube) {
        int d = cube.dimension();
        return chart(
                d,
                d,
                LogRatioRules::logistic,
                LogRatioRules::logits,
                LogRatioRules::logisticVolume);
    }

    static IntegrationRule of(Simplex simplex) {
        int k = simplex.weights();
        return chart(
                k - 1,
                k,
                LogRatioRules::softmax,
                LogRatioRules::ratios,
                LogRatioRules::softmaxVolume);
    }

    private static IntegrationRule chart(
            int dimension,
            int width,
            UnaryOperator<double[]> map,
            UnaryOperator<double[]> inverse,
            ToDoubleFunction<double[]> volume) {
        return IntegrationRule.of(new Euclidean(dimension))
                .through(
                        new Chart(
                                width,
                                y -> map.apply(bounded(y)),
                                z -> bounded(inverse.apply(z)),
                                y -> Arrays.equals(y, bounded(y)) ? volume.applyAsDouble(y) : 0));
    }

    private static double[] bounded(double[] y) {
        return Arrays.stream(y).map(v -> Math.max(-FARTHEST, Math.min(FARTHEST, v))).toArray();
    }

    private static double[] logistic(double[] y) {
        return Arrays.stream(y).map(v -> 1 / (1 + Math.exp(-v))).toArray();
    }

    private static double[] logits(double[] z) {
        return Arrays.stream(z).map(v -> Math.log(v) - Math.log1p(-v)).toArray();
    }

    private static double logisticVolume(double[] y) {
        return Arrays.stream(y)
                .map(v -> 1 / ((1 + Math.exp(-v)) * (1 + Math.exp(v))))
                .reduce(1, (a, b) -> a * b);
    }

    private static double[] softmax(double[] y) {
        double[] weights = Arrays.stream(Arrays.copyOf(y, y.length + 1)).map(Math::exp).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    private static double[] ratios(double[] weights) {
        int last = weights.length - 1;
        double[] ratios = new double[last];
        Arrays.setAll(ratios, i -> Math.log(weights[i]) - Math.log(weights[last]));
        return ratios;
    }

    /** The determinant of the first k - 1 weights in the ratios is the product of all weights. */
    private static double softmaxVolume(double[] y) {
        return Arrays.stream(softmax(y)).reduce(1, (a, b) -> a * b);
    }
}

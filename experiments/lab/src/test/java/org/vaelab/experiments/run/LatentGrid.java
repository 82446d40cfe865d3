// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.parts.product.Product;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Points and weights that integrate over all latent variables of a small model: every value of
 * one-hot vectors, and the trapezoidal rule on lines and circles, which is exact to many digits for
 * densities as smooth as these.
 *
 * @param z the N points, [N, 1, event] of each variable
 * @param weights [N]
 */
record LatentGrid(Latents z, Tensor weights) {

    /** Standard deviations of at most 1.2 and means of at most 1 leave 1e-4 outside. */
    private static final double HALF_WIDTH = 6;

    private static final double LINE_STEP = 0.75;
    private static final int ON_CIRCLE = 16;

    /** Points of one space, row by row, with their weights. */
    private record Axis(List<double[]> points, List<Double> weights) {

        Axis times(Axis other) {
            Axis all = new Axis(new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < points.size(); i++) {
                for (int j = 0; j < other.points.size(); j++) {
                    double[] first = points.get(i);
                    double[] second = other.points.get(j);
                    double[] joined = Arrays.copyOf(first, first.length + second.length);
                    System.arraycopy(second, 0, joined, first.length, second.length);
                    all.add(joined, weights.get(i) * other.weights.get(j));
                }
            }
            return all;
        }

        void add(double[] point, double weight) {
            points.add(point);
            weights.add(weight);
        }
    }

    /**
     * Returns the grid of some variables.
     *
     * @throws IllegalArgumentException if a space has no small grid
     */
    static LatentGrid of(TensorRuntime runtime, List<LatentVariable> latents) {
        Axis all =
                latents.stream()
                        .map(latent -> axis(latent.space()))
                        .reduce(Axis::times)
                        .orElseThrow();
        int n = all.points.size();
        Map<String, Tensor> z = new LinkedHashMap<>();
        int from = 0;
        for (LatentVariable latent : latents) {
            Shape event = latent.space().eventShape();
            double[] values = new double[n * event.size()];
            for (int i = 0; i < n; i++) {
                System.arraycopy(all.points.get(i), from, values, i * event.size(), event.size());
            }
            from += event.size();
            z.put(latent.name(), runtime.tensor(values, event.prepend(n, 1)));
        }
        double[] weights = all.weights.stream().mapToDouble(Double::doubleValue).toArray();
        return new LatentGrid(Latents.of(z), runtime.vector(weights));
    }

    private static Axis axis(LatentSpace space) {
        Axis axis = new Axis(new ArrayList<>(), new ArrayList<>());
        if (space instanceof Product product) {
            return product.factors().stream()
                    .map(LatentGrid::axis)
                    .reduce(Axis::times)
                    .orElseThrow();
        }
        if (space instanceof OneHot oneHot && oneHot.variables() == 1) {
            for (int k = 0; k < oneHot.categories(); k++) {
                double[] unit = new double[oneHot.categories()];
                unit[k] = 1;
                axis.add(unit, 1);
            }
        } else if (space instanceof Euclidean line && line.dimension() == 1) {
            for (double z = -HALF_WIDTH; z <= HALF_WIDTH; z += LINE_STEP) {
                axis.add(new double[] {z}, LINE_STEP);
            }
        } else if (space instanceof Sphere circle && circle.dimension() == 1) {
            for (int i = 0; i < ON_CIRCLE; i++) {
                double angle = 2 * Math.PI * i / ON_CIRCLE;
                axis.add(new double[] {Math.cos(angle), Math.sin(angle)}, 2 * Math.PI / ON_CIRCLE);
            }
        } else {
            throw new IllegalArgumentException("no small grid covers " + space);
        }
        return axis;
    }
}

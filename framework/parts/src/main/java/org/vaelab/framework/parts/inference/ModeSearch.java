// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.Geodesics.Motion;
import org.vaelab.framework.mcmc.LogDensity;
import org.vaelab.framework.mcmc.Slope;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Gradient ascent of a log-density in z, along the geodesics of its space, each point with a step
 * size of its own (Barzilai and Borwein 1988, equation 5):
 *
 * <pre>
 *   e = s's / |s'y|,   s the last change of z, y that of the gradient
 * </pre>
 *
 * <p>A step at whose end the density is lower, or not a number, is not made, and its size
 * quartered: the density never falls. Points do not influence one another.
 *
 * @param steps how many are tried
 */
record ModeSearch(int steps) {

    private static final double FIRST_DISTANCE = 0.1;
    private static final double SHORTER = 0.25;
    private static final double SHORTEST = 1e-12;
    private static final double LONGEST = 1e6;

    /**
     * Climbs. What it returns lives in the scope that is open.
     *
     * @param start [K, B, event] of each variable
     */
    Latents climb(LogDensity target, Latents start, Map<String, Geodesics> spaces) {
        TensorRuntime runtime = start.byName().values().iterator().next().z().runtime();
        return runtime.unrecorded(
                () -> {
                    Latents z = start;
                    Slope slope = Slope.of(target, z, spaces);
                    double[] sizes = firstSizes(slope);
                    for (int step = 0; step < steps && !slope.gradients().isEmpty(); step++) {
                        Latents tried = moved(z, slope, sizes, spaces);
                        Slope there = Slope.of(target, tried, spaces);
                        boolean[] better = better(slope.value(), there.value());
                        double[] longer = sizes(z, tried, slope, there);
                        Tensor taken = mask(runtime, better, slope.value().shape());
                        for (int i = 0; i < sizes.length; i++) {
                            double next = better[i] ? longer[i] : sizes[i] * SHORTER;
                            sizes[i] = Math.min(LONGEST, Math.max(SHORTEST, next));
                        }
                        z = chosen(taken, tried, z);
                        slope = chosen(taken, there, slope);
                    }
                    return z;
                });
    }

    private static double[] firstSizes(Slope slope) {
        double[] squares = new double[slope.value().shape().size()];
        slope.gradients().values().forEach(g -> add(inner(g, g), squares));
        double[] sizes = new double[squares.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.min(LONGEST, FIRST_DISTANCE / Math.sqrt(squares[i]));
        }
        return sizes;
    }

    private static Latents moved(
            Latents z, Slope slope, double[] sizes, Map<String, Geodesics> spaces) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        z.byName()
                .forEach(
                        (name, value) -> {
                            Tensor from = value.z();
                            Tensor gradient = slope.gradients().get(name);
                            if (gradient == null) {
                                all.put(name, from);
                                return;
                            }
                            Tensor time =
                                    from.runtime()
                                            .tensor(sizes, slope.value().shape())
                                            .cast(from.dtype());
                            all.put(
                                    name,
                                    spaces.get(name).move(new Motion(from, gradient), time).z());
                        });
        return Latents.of(all);
    }

    private static boolean[] better(Tensor before, Tensor after) {
        double[] old = before.readDoubles();
        double[] now = after.readDoubles();
        boolean[] better = new boolean[old.length];
        for (int i = 0; i < better.length; i++) {
            better[i] = now[i] >= old[i] && now[i] < Double.POSITIVE_INFINITY;
        }
        return better;
    }

    private static double[] sizes(Latents z, Latents tried, Slope slope, Slope there) {
        double[] squares = new double[slope.value().shape().size()];
        double[] products = new double[squares.length];
        slope.gradients()
                .forEach(
                        (name, gradient) -> {
                            Tensor s = tried.z(name).sub(z.z(name));
                            Tensor y = there.gradients().get(name).sub(gradient);
                            add(inner(s, s), squares);
                            add(inner(s, y), products);
                        });
        double[] sizes = new double[squares.length];
        for (int i = 0; i < sizes.length; i++) {
            double size = squares[i] / Math.abs(products[i]);
            // 0 / 0 where nothing has moved: the mode is reached to rounding.
            sizes[i] = Double.isNaN(size) ? SHORTEST : size;
        }
        return sizes;
    }

    private static void add(double[] values, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
        }
    }

    /** The inner products over events, K B numbers row by row. */
    private static double[] inner(Tensor a, Tensor b) {
        Shape shape = a.shape();
        Tensor product = a.mul(b).reshape(shape.range(0, 2).append(shape.from(2).size()));
        return product.sum(-1).readDoubles();
    }

    private static Tensor mask(TensorRuntime runtime, boolean[] taken, Shape shape) {
        double[] values = new double[taken.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = taken[i] ? 1 : 0;
        }
        return runtime.tensor(values, shape);
    }

    private static Latents chosen(Tensor taken, Latents ifTaken, Latents otherwise) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        otherwise
                .byName()
                .forEach((name, value) -> all.put(name, chosen(taken, ifTaken.z(name), value.z())));
        return Latents.of(all);
    }

    private static Slope chosen(Tensor taken, Slope ifTaken, Slope otherwise) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        otherwise
                .gradients()
                .forEach(
                        (name, gradient) ->
                                gradients.put(
                                        name,
                                        chosen(taken, ifTaken.gradients().get(name), gradient)));
        Tensor value = ifTaken.value().where(taken, otherwise.value());
        return new Slope(value, gradients);
    }

    private static Tensor chosen(Tensor taken, Tensor ifTaken, Tensor otherwise) {
        Tensor wide = taken;
        for (int axis = 2; axis < otherwise.shape().rank(); axis++) {
            wide = wide.expandDims(-1);
        }
        return ifTaken.where(wide, otherwise);
    }
}

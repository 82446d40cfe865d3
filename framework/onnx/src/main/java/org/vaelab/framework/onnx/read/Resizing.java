// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.util.Arrays;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Interpolation along axes: each output is a weighted mean of inputs, so an axis is multiplied by a
 * matrix.
 */
final class Resizing {

    private Resizing() {}

    static Tensor resize(Operands x) {
        x.requireText("mode", "nearest", "linear");
        x.requireText("nearest_mode", "round_prefer_floor", "floor");
        String ofPlaces = x.text("coordinate_transformation_mode", "half_pixel");
        if (x.integer("antialias", 0) != 0 || x.attribute("axes").isPresent()) {
            throw new IllegalArgumentException(
                    "resizes with antialias or along named axes; expected all axes");
        }
        boolean bySize = x.has(3) && x.shape(3).size() > 0;
        double[] given = x.numbers(bySize ? 3 : 2).values();
        Tensor resized = x.tensor(0);
        for (int axis = 0; axis < given.length; axis++) {
            int in = x.shape(0).extent(axis);
            int out = (int) Math.floor(bySize ? given[axis] : in * given[axis]);
            double scale = bySize ? (double) out / in : given[axis];
            if (out != in) {
                resized =
                        resized(
                                resized,
                                axis,
                                out,
                                x,
                                place -> source(ofPlaces, place, in, out, scale));
            }
        }
        return resized;
    }

    private interface Places {
        double of(int place);
    }

    private static double source(String mode, int place, int in, int out, double scale) {
        return switch (mode) {
            case "asymmetric" -> place / scale;
            case "half_pixel" -> (place + 0.5) / scale - 0.5;
            case "pytorch_half_pixel" -> out > 1 ? (place + 0.5) / scale - 0.5 : 0;
            case "align_corners" -> out > 1 ? place * (in - 1.0) / (out - 1) : 0;
            default ->
                    throw new IllegalArgumentException(
                            "has coordinate_transformation_mode '%s'; expected asymmetric, half_pixel, pytorch_half_pixel or align_corners"
                                    .formatted(mode));
        };
    }

    private static Tensor resized(Tensor t, int axis, int out, Operands x, Places places) {
        int in = t.shape().extent(axis);
        boolean nearest = x.text("mode", "nearest").equals("nearest");
        double half = x.text("nearest_mode", "round_prefer_floor").equals("floor") ? 0 : 0.5;
        if (nearest) {
            int[] indices = new int[out];
            for (int i = 0; i < out; i++) {
                indices[i] = Math.min(Math.max(nearest(places.of(i), half), 0), in - 1);
            }
            return GraphValue.Computed.take(t, axis, indices);
        }
        double[] weights = new double[in * out];
        for (int i = 0; i < out; i++) {
            double place = Math.min(Math.max(places.of(i), 0), in - 1);
            int low = (int) Math.floor(place);
            weights[low * out + i] += 1 - (place - low);
            weights[Math.min(low + 1, in - 1) * out + i] += place - low;
        }
        Tensor matrix = t.runtime().tensor(weights, Shape.of(in, out));
        int last = t.shape().rank() - 1;
        int[] swap = new int[last + 1];
        Arrays.setAll(swap, i -> i == axis ? last : i == last ? axis : i);
        return t.permute(swap).matmul(matrix).permute(swap);
    }

    /** Rounds down, or to the nearest and in the middle down. */
    private static int nearest(double place, double half) {
        return (int) (half == 0 ? Math.floor(place) : Math.ceil(place - half));
    }
}

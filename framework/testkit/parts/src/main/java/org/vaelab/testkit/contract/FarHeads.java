// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A density far from where a decoder starts, in double precision. It goes on moving with each
 * output of the decoder: one that stands still, as behind a limit, has no gradient there.
 */
record FarHeads(TensorRuntime runtime, Likelihood likelihood, OptionalInt total) {

    private static final DataShape PLANE = DataShape.flat(2);

    private static final double[] STEPS = {4, 6, 8, 10, 12, 14};

    /**
     * Of levels, the width of which a scale soon falls below: p of a level is then 1 to rounding.
     */
    private static final double[] STEPS_OF_LEVELS = {4, 6, 8};

    private static final int LEVELS = 256;

    private static final double NEAR = 0.2;

    /** Of sums, which cannot reach as far. */
    private static final double FAR = 6;

    /** The most outputs that are moved, one after the other. */
    private static final int MOST = 8;

    /**
     * Asserts that log p(x) changes at some x with every step of every output. The others are near
     * 0, and not equal, as those of equal components are.
     */
    void keepMoving(RandomKey key) {
        double[] head = PartContract.heads(2, likelihood.head(PLANE), NEAR, key)[1];
        if (!isDirect(head)) {
            return;
        }
        int width = head.length;
        int every = Math.max(1, width / MOST);
        for (int i = 0; i < width; i += every) {
            for (double sign : new double[] {1, -1}) {
                moves(head, i, sign);
            }
        }
    }

    /** Layers of a likelihood's own, as of PixelCNN, may rightly stop what is far off. */
    private boolean isDirect(double[] head) {
        Tensor row = runtime().vector(head).reshape(Shape.of(1, head.length));
        return likelihood.parameters().isEmpty()
                || likelihood.of(row).byValue(points().slice(0, 0, 1)).isPresent();
    }

    private void moves(double[] head, int output, double sign) {
        boolean ofLevels = OutputRow.widest(likelihood) == ValueDomain.GREY_LEVELS;
        double[] steps = ofLevels ? STEPS_OF_LEVELS : STEPS;
        double[] heads = new double[steps.length * head.length];
        for (int s = 0; s < steps.length; s++) {
            System.arraycopy(head, 0, heads, s * head.length, head.length);
            heads[s * head.length + output] = sign * steps[s];
        }
        Tensor points = points();
        int n = points.shape().extent(0);
        // [steps, points]
        Shape shape = Shape.of(steps.length, n, head.length);
        Tensor all =
                runtime().tensor(heads, Shape.of(steps.length, 1, head.length)).broadcastTo(shape);
        double[] log = likelihood.of(all).logProbability(points).readDoubles();
        for (int s = 1; s < steps.length; s++) {
            double[] before = Arrays.copyOfRange(log, (s - 1) * n, s * n);
            double[] after = Arrays.copyOfRange(log, s * n, (s + 1) * n);
            if (Arrays.equals(before, after)) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "log p(x) stands still where output %d of the decoder goes from %.0f to"
                                        + " %.0f: it has no gradient there, as behind a clamp; let the"
                                        + " density follow the output, or bound it softly",
                                output,
                                sign * steps[s - 1],
                                sign * steps[s]));
            }
        }
    }

    private Tensor points() {
        double[] values =
                switch (OutputRow.widest(likelihood)) {
                    case BINARY, MODALITIES, COLUMNS -> new double[] {0, 0, 1, 1, 0, 1, 1, 0};
                    case COUNTS -> counts();
                    case TOKENS -> new double[] {1, 1, 2, 2, 3, 3, 0, Double.NaN};
                    case GREY_LEVELS -> levels();
                    case UNIT_INTERVAL -> new double[] {0, 0, 1, 1, 0.2, 0.8};
                    case REAL -> new double[] {-1.3, 0.2, 0.2, -1.3, 2, 2};
                };
        return runtime().tensor(values, Shape.of(values.length / 2, 2));
    }

    private static double[] levels() {
        double[] levels = new double[2 * LEVELS];
        for (int k = 0; k < LEVELS; k++) {
            Arrays.fill(levels, 2 * k, 2 * k + 2, k / (LEVELS - 1.0));
        }
        return levels;
    }

    private double[] counts() {
        return total.isPresent()
                ? new double[] {0, total.getAsInt(), total.getAsInt(), 0, 1, total.getAsInt() - 1}
                : new double[] {0, 0, 1, 1, 0, 1, 1, 0, 3, 3};
    }

    /**
     * Returns heads at which the mean of a density is compared with its integral: the first
     * parameter low and the others high, and all of them low. One of the two has to do where it is
     * a sum over many levels, or over counts, of which there must not be too many.
     */
    double[][] ofMeans() {
        int width = likelihood.head(PLANE).width();
        double[] first = new double[width];
        Arrays.setAll(first, i -> i < (width + 1) / 2 ? -FAR : FAR);
        double[] low = new double[width];
        Arrays.fill(low, -FAR);
        return switch (OutputRow.widest(likelihood)) {
            case GREY_LEVELS -> new double[][] {first};
            case COUNTS -> new double[][] {low};
            default -> new double[][] {first, low};
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Finite scalar quantisation: each of d numbers h_j of a position is rounded to one of L_j levels
 * (Mentzer et al. 2024, section 3.1). The code of a position is one of the k = L_1 ... L_d points
 * of this grid. There is no codebook, and no penalty.
 *
 * <pre>
 *   b_j = a_j tanh(h_j + s_j) - o_j,   a_j = 1.001 (L_j - 1) / 2,   o_j = 1/2 for even L_j, else 0
 *   c_j = round(b_j) / floor(L_j / 2),  s_j such that b_j = 0 at h_j = 0
 * </pre>
 *
 * <p><b>Deviation from the paper:</b> {@code s_j = 0} for two levels, so that h_j = 0 is between
 * them. The shift of the paper would be 3.8, where the slope of the bound is 0.001 and nearly all
 * codes are equal.
 */
@Cites("mentzer2024")
@Part(
        value = "fsq",
        description = "numbers rounded to levels at each of n positions",
        paper = "Mentzer et al. (2024)",
        variant = "fsq")
public record FiniteScalar(
        @Setting(QuantiserPart.POSITIONS) @Nullable Integer positions,
        @Setting(QuantiserPart.GRID) @Nullable List<Integer> grid,
        @Setting(
                        "L, the numbers of levels of the numbers of a position, each at least 2, such as"
                                + " [8, 5, 5, 5]")
                List<Integer> levels)
        implements QuantiserPart {

    public FiniteScalar {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || levels.stream().anyMatch(count -> count < 2)) {
            throw new SettingException(
                    "levels", "must be numbers of at least 2, such as [8, 5, 5], are " + levels);
        }
        grid = QuantiserPart.copy(grid);
        QuantiserPart.space(positions, grid, 1, points(levels));
    }

    @Override
    public int size() {
        return points(levels);
    }

    /** A code is one of so many numbers, which a batch holds for each position. */
    private static int points(List<Integer> levels) {
        long points = 1;
        for (int count : levels) {
            points *= count;
            if (points > 1 << BinaryCodes.MOST_BITS) {
                throw new SettingException("levels", "has more than 2^20 points: " + levels);
            }
        }
        return (int) points;
    }

    @Override
    public Quantiser quantiser(PartContext context, int stage) {
        return new Levels(levels, stage);
    }

    /**
     * The grid of points. A later stage quantises what is left, which is at most half a step. So
     * its L_j points divide a cell of the stage before, {@code 1 / L_j} times as far apart. No two
     * sums of codes are equal.
     */
    private record Levels(List<Integer> counts, int stage) implements Quantiser {

        @Override
        public int size() {
            return points(counts);
        }

        @Override
        public int width() {
            return counts.size();
        }

        private int half(int j) {
            return counts.get(j) / 2;
        }

        private double spacing(int j) {
            return Math.pow(counts.get(j), -stage) / half(j);
        }

        /** Returns how far apart two indices are that differ by a level of number j. */
        private int stride(int j) {
            return points(counts.subList(0, j));
        }

        @Override
        public Tensor bounded(Tensor e) {
            Tensor count = each(e, counts::get);
            Tensor half = each(e, this::half);
            Tensor scale = count.sub(1).mul(0.5005);
            Tensor offset = half.sub(count.sub(1).mul(0.5));
            Tensor shift = offset.div(scale).atanh().mul(each(e, j -> counts.get(j) == 2 ? 0 : 1));
            return e.add(shift).tanh().mul(scale).sub(offset).div(half);
        }

        @Override
        public Tensor indices(Tensor u) {
            Tensor half = each(u, this::half);
            Tensor level = u.div(each(u, this::spacing)).add(0.5).floor().add(half);
            Tensor last = each(u, counts::get).sub(1);
            return level.maximum(0)
                    .minimum(last)
                    .mul(each(u, this::stride))
                    .sum(-1)
                    .cast(DType.INT32);
        }

        /**
         * Quotients of whole numbers are taken half a unit off, so that rounding changes no floor.
         */
        @Override
        public Tensor codes(Tensor indices) {
            Tensor index = indices.cast(indices.runtime().dtype()).expandDims(-1);
            Tensor steps = index.add(0.5).div(each(index, this::stride)).floor();
            Tensor count = each(index, counts::get);
            Tensor level = steps.sub(steps.add(0.5).div(count).floor().mul(count));
            return level.sub(each(index, this::half)).mul(each(index, this::spacing));
        }

        /** Returns a number for each of the d numbers of a position, [d]. */
        private Tensor each(Tensor like, IntToDoubleFunction value) {
            double[] all = IntStream.range(0, counts.size()).mapToDouble(value).toArray();
            return like.runtime().vector(all).cast(like.dtype());
        }
    }
}

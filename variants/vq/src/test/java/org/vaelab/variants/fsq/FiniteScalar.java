// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.fsq;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;

/**
 * Each of d numbers h_j of a position is rounded to one of L_j levels (Mentzer et al. 2024, section
 * 3.1). The code of a position is one of the k = L_1 ... L_d points of this grid.
 *
 * <pre>
 *   b_j = a_j tanh(h_j + s_j) - o_j,   a_j = 1.001 (L_j - 1) / 2,   o_j = 1/2 for even L_j, else 0
 *   c_j = round(b_j) / floor(L_j / 2),  s_j such that b_j = 0 at h_j = 0
 * </pre>
 *
 * @param bounded b_j / floor(L_j / 2), [R, n d]
 * @param rounded c_j, [R, n d]
 * @param indices of the points, [R, n]
 * @param codes k
 */
public record FiniteScalar(Tensor bounded, Tensor rounded, Tensor indices, int codes)
        implements CodePosterior {

    @Override
    public Draw draw(RandomKey key, int samples) {
        return Draw.straightThrough(bounded, rounded, location(), samples);
    }

    /** The family on n positions. */
    @Part(value = "finite-scalar", description = "numbers rounded to levels at n positions")
    public record Family(
            @Setting("n, the number of positions") int positions,
            @Setting("L, the number of levels of each number of a position, at least 2")
                    List<Integer> levels)
            implements PosteriorFamily {

        public Family {
            levels = List.copyOf(levels);
            if (levels.isEmpty() || levels.stream().anyMatch(count -> count < 2)) {
                throw new IllegalArgumentException(
                        "levels must be numbers of at least 2, such as [8, 5, 5], are " + levels);
            }
        }

        @Override
        public OneHot space() {
            return new OneHot(positions, stride(levels.size()));
        }

        /** Returns how far apart two codes are that differ by a level of number j. */
        private int stride(int j) {
            return levels.subList(0, j).stream().reduce(1, Math::multiplyExact);
        }

        @Override
        public Head head() {
            return Head.of(Head.real("numbers", positions * levels.size()));
        }

        @Override
        public FiniteScalar of(Tensor headOutput, Phase phase) {
            Tensor h = headOutput.reshape(-1, positions, levels.size());
            Tensor count = each(h, levels::get);
            Tensor width = each(h, j -> levels.get(j) / 2);
            Tensor scale = count.sub(1).mul(0.5005);
            Tensor offset = width.sub(count.sub(1).mul(0.5));
            Tensor ratio = offset.div(scale);
            Tensor shift = ratio.log1p().sub(ratio.neg().log1p()).mul(0.5);
            Tensor bounded = h.add(shift).tanh().mul(scale).sub(offset);
            Tensor rounded = bounded.stopGradient().add(0.5).floor();
            return new FiniteScalar(
                    bounded.div(width).reshape(headOutput.shape()),
                    rounded.div(width).reshape(headOutput.shape()),
                    rounded.add(width).mul(each(h, this::stride)).sum(-1).cast(DType.INT32),
                    space().categories());
        }

        /** Returns a number for each of the d numbers of a position, [d]. */
        private Tensor each(Tensor like, IntToDoubleFunction value) {
            double[] all = IntStream.range(0, levels.size()).mapToDouble(value).toArray();
            return like.runtime().vector(all).cast(like.dtype());
        }

        /** Returns the map from unit vectors to points of the grid. */
        @Override
        public NetworkInput networkInput() {
            return NetworkInput.of(head().width(), this::points);
        }

        private Tensor points(Tensor z) {
            Tensor index = z.argMax(-1).cast(z.dtype()).expandDims(-1);
            Tensor steps = index.div(each(z, this::stride)).floor();
            Tensor count = each(z, levels::get);
            Tensor level = steps.sub(steps.div(count).floor().mul(count));
            return level.div(each(z, j -> levels.get(j) / 2))
                    .sub(1)
                    .reshape(z.shape().range(0, -2).append(head().width()));
        }
    }
}

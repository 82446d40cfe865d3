// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.Tensor;

/**
 * A point mass on one of k codes at each of n positions, for each of R rows. All positions share
 * the codes, as those of a codebook. The space is {@link org.vaelab.framework.latent.OneHot}(n, k),
 * with respect to counting measure:
 *
 * <pre>
 *   log q(z) = 0 if z_i is the unit vector of index i for all i, else -infinity
 * </pre>
 *
 * <p>So {@code KL(q || p) = -log p(z)}. {@link Draw#straightThrough} makes the draws. The codes
 * that networks are given are a matter of the family's {@link PosteriorFamily#networkInput}.
 *
 * <p>The metrics {@code codebookUsage} and {@code codebookPerplexity} and the health rule {@code
 * codebookCollapse} are defined for these posteriors. A categorical posterior is none: its
 * variables share no codes, and it chooses none.
 */
public interface CodePosterior extends Posterior {

    /** The signal with the share of the codes of all stages that some row uses. */
    String CODE_USAGE = "codeUsage";

    /**
     * The signal with {@code e^H}, H the entropy of the codes at a position, the mean over them.
     */
    String CODE_PERPLEXITY = "codePerplexity";

    /** Returns the index of the code at each position, INT32 in [0, k), [R, n]. */
    Tensor indices();

    /** Returns k, the number of codes. */
    int codes();

    /**
     * Returns R, the number of codes that one position of the network's input adds up, such as the
     * stages of a residual quantiser; by default 1. They are side by side among the n positions,
     * and each stage has k codes of its own. The family's network input adds nothing for a stage
     * whose value is a vector of zeros, so that a file may hold the first stages alone.
     */
    default int stages() {
        return 1;
    }

    @Override
    default Tensor logProbability(Tensor z) {
        Tensor own = location();
        int n = own.shape().extent(-2);
        // Counts the positions on which the two agree, then takes log 1 or log 0.
        return z.mul(own).sum(-2, -1).gt(n - 0.5).log();
    }

    /** Returns the unit vectors of the indices, [R, n, k]: the value of all draws. */
    @Override
    default Tensor location() {
        return indices().oneHot(codes());
    }

    @Override
    default GradientKind gradient() {
        return GradientKind.STRAIGHT_THROUGH;
    }

    @Override
    default boolean isPointMass() {
        return true;
    }

    /** Returns {@link #CODE_USAGE} and {@link #CODE_PERPLEXITY} of these rows. */
    @Override
    default Map<String, Double> signals(Draw draw) {
        int rows = indices().shape().extent(0);
        int positions = indices().shape().extent(1);
        double[] used = location().sum(0).readDoubles();
        double entropy =
                -Arrays.stream(used)
                                .filter(count -> count > 0)
                                .map(count -> count / rows * Math.log(count / rows))
                                .sum()
                        / positions;
        long distinct =
                IntStream.range(0, used.length)
                        .filter(i -> used[i] > 0)
                        .map(i -> i / codes() % stages() * codes() + i % codes())
                        .distinct()
                        .count();
        double usage = (double) distinct / (stages() * codes());
        return Map.of(CODE_USAGE, usage, CODE_PERPLEXITY, Math.exp(entropy));
    }
}

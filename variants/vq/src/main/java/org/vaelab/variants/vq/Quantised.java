// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A point mass on the codes of n vectors: {@code log q(z) = 0} at that value and -infinity
 * elsewhere, with respect to counting measure. So {@code KL(q || p) = -log p(z)}.
 *
 * <p>The decoder receives the codes, of several stages their sum. Its gradient goes to the
 * encoder's vectors by {@link GradientCopy}. The penalties of the quantiser are sums over the n
 * positions, in nats per datum. They are not divided by n, w or the batch size, just as the
 * log-likelihood of a datum is not divided by its number of values.
 *
 * @param encoded the vectors in the domain of the quantiser, [B, n, w]
 * @param chosen the codes of each stage, [B, n, w] each
 * @param indices which codes they are, those of one position side by side, [B, n R]
 * @param codes k
 * @param copy how the gradient reaches the vectors
 * @param dropout the probability that networks see the first stages alone
 * @param effects of a training step
 */
record Quantised(
        Tensor encoded,
        List<Tensor> chosen,
        Tensor indices,
        int codes,
        GradientCopy copy,
        double dropout,
        TrainingEffects effects)
        implements CodePosterior {

    @Override
    public int stages() {
        return chosen.size();
    }

    /** Returns {@code -log p(z) = n log k}, of each row, [R]. */
    Tensor klToUniform() {
        double nats = indices.shape().extent(1) * Math.log(codes);
        return encoded.runtime().full(nats, Shape.of(encoded.shape().extent(0)));
    }

    /** All K draws are equal. */
    @Override
    public Draw draw(RandomKey key, int samples) {
        int rows = encoded.shape().extent(0);
        Tensor hard = given(key, rows).stream().reduce(Tensor::add).orElseThrow();
        Draw all =
                Draw.straightThrough(
                        copy.of(encoded, hard).reshape(rows, -1),
                        hard.reshape(rows, -1),
                        this::location,
                        Shape.of(rows, indices.shape().extent(1), codes),
                        samples,
                        effects);
        return dropout == 0 ? all : new Dropped(all);
    }

    /** The codes of each stage, with zeros for the later stages of some examples. */
    private List<Tensor> given(RandomKey key, int rows) {
        if (dropout == 0) {
            return chosen;
        }
        TensorRuntime runtime = encoded.runtime();
        Tensor some = runtime.uniform(key.split("some"), Shape.of(rows)).lt(dropout);
        Tensor first = runtime.uniform(key.split("first"), Shape.of(rows)).mul(stages() - 1);
        Tensor kept = first.where(some, runtime.full(stages(), Shape.of(rows)));
        return IntStream.range(0, stages())
                .mapToObj(s -> chosen.get(s).mul(kept.gt(s).reshape(rows, 1, 1)))
                .toList();
    }

    /**
     * Draws of which networks do not see all that z says, so that no bound takes them.
     *
     * @param all with the densities of all stages
     */
    private record Dropped(Draw all) implements Draw {

        @Override
        public Tensor z() {
            return all.z();
        }

        @Override
        public Shape shape() {
            return all.shape();
        }

        @Override
        public Tensor logProbability() {
            return all.logProbability();
        }

        @Override
        public Tensor networkInput(NetworkInput map) {
            return all.networkInput(map);
        }

        @Override
        public boolean isRelaxed() {
            return true;
        }

        @Override
        public TrainingEffects effects() {
            return all.effects();
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return new Dropped(all.mapped(function));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent categories, {@code log q(z) = sum_i sum_j z_ij log softmax(logits_i)_j}: score
 * function.
 *
 * @param logits [R, n, k]
 */
public record ToyCategorical(Tensor logits) implements Posterior, CategoricalLogits {

    /** How a training step draws; evaluation always draws unit vectors. */
    public enum Draws {
        /** Unit vectors, which pass no gradient. */
        DISCRETE,
        /** Points of the simplex. */
        RELAXED,
        /** Unit vectors, with the gradient of the points of the simplex that they round. */
        STRAIGHT_THROUGH
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        int categories = logits.shape().extent(-1);
        int[] drawn = key.categorical(logits.readDoubles(), categories, samples);
        Shape variables = logits.shape().range(0, -1).prepend(samples);
        Tensor z = logits.runtime().indices(drawn, variables).oneHot(categories);
        return Draw.of(z, logProbability(z));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return z.mul(logits.logSoftmax(-1)).sum(-2, -1);
    }

    @Override
    public Tensor location() {
        return logits.softmax(-1);
    }

    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(location().mul(logits.logSoftmax(-1)).sum(-2, -1).neg());
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.SCORE_FUNCTION;
    }

    /** The family on n variables of k categories. */
    @Part(value = "toy-categorical", description = "independent categories, for tests")
    public record Family(
            @Setting("the number n of variables") int variables,
            @Setting("the number k of categories") int categories,
            @Setting(value = "how a training step draws", defaultValue = "discrete") Draws draw)
            implements PosteriorFamily {

        private static final double TEMPERATURE = 0.7;

        @Override
        public OneHot space() {
            return new OneHot(variables, categories);
        }

        @Override
        public Head head() {
            return Head.of(Head.real("logits", variables * categories));
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            int rows = headOutput.shape().extent(0);
            Tensor logits = headOutput.reshape(space().eventShape().prepend(rows));
            return draw == Draws.DISCRETE || phase instanceof Phase.Evaluation
                    ? new ToyCategorical(logits)
                    : new ToyConcrete(logits, TEMPERATURE, draw == Draws.STRAIGHT_THROUGH);
        }
    }
}

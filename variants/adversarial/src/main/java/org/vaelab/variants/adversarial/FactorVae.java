// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.Optional;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.AggregateDraws;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The KL, plus the total correlation of the aggregate posterior by a critic (Kim and Mnih 2018,
 * equation 2 and algorithm 1):
 *
 * <pre>
 *   R = w(t) KL + gamma TC,   TC = KL(q(z) || prod_j q(z_j)) ~ 1/(K B) sum_kb l(z_kb)
 * </pre>
 *
 * <p>l is the logit of a {@link Critic} that tells codes from codes whose coordinates were permuted
 * over the batch, each by a permutation of its own. TC is in nats. It is an estimate without a
 * bound on its error, in the loss alone: the bound stays the evidence lower bound.
 *
 * <p>Deviations from the paper: the permuted codes are new draws for the same batch, not those of a
 * second batch. Both objectives follow one backward pass, so the critic sees the codes before the
 * model's step.
 *
 * @param gamma the weight of the total correlation
 * @param critic its network and its optimiser
 */
@Cites("kim2018")
@Part(
        value = FactorVae.NAME,
        description = "the total correlation of q(z) by a learned critic, beside the KL",
        paper = "Kim and Mnih (2018)",
        variant = FactorVae.NAME)
public record FactorVae(
        @Setting("gamma, the weight of the total correlation") double gamma,
        @Setting(value = "the network that estimates it", defaultValue = "{}")
                Critic.Settings critic)
        implements RegularizerPart {

    static final String NAME = "factor-vae";

    public FactorVae {
        Counts.notNegative("gamma", gamma);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        int width = context.space(Euclidean.class, "regularizer '" + NAME + "'").dimension();
        return new Learned(
                gamma, new KlWeight(context.klWeight()), critic.create(context.part(), width));
    }

    private record Learned(double gamma, KlWeight kl, Critic critic) implements CriticRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            AggregateDraws draws = AggregateDraws.underOnePrior(terms, step, NAME);
            Tensor z = draws.values();
            Tensor permuted = permuted(draws.others("others"), step.key().split("permutation"));
            Regularized weighted = kl.of(terms, step);
            return new Regularized(
                    weighted.value().add(critic.held(z).mean().mul(gamma)),
                    weighted.weight(),
                    weighted.updates(),
                    Optional.of(critic.loss(z, permuted)));
        }

        @Override
        public boolean isMoving(TrainingProgress clock) {
            return kl.isMoving(clock);
        }

        /** Returns 2: of one example there is nothing to permute. */
        @Override
        public int leastBatch() {
            return 2;
        }

        @Override
        public String toString() {
            return "a critic of the total correlation";
        }
    }

    /**
     * Returns values in which each coordinate was permuted over the rows of each draw, by a
     * permutation of its own (Kim and Mnih 2018, algorithm 1).
     *
     * @param z [K, B, D]
     * @param key folded by the number of the draw and of the coordinate
     */
    static Tensor permuted(Tensor z, RandomKey key) {
        Shape shape = z.shape();
        int rows = shape.extent(1);
        int width = shape.extent(2);
        int[] from = new int[shape.size()];
        for (int k = 0; k < shape.extent(0); k++) {
            for (int d = 0; d < width; d++) {
                int[] order = key.fold(k).fold(d).permutation(rows);
                for (int b = 0; b < rows; b++) {
                    from[(k * rows + b) * width + d] = (k * rows + order[b]) * width + d;
                }
            }
        }
        Shape flat = Shape.of(from.length);
        return z.reshape(flat).gather(0, z.runtime().indices(from, flat)).reshape(shape);
    }
}

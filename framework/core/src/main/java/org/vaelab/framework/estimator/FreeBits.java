// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * A divergence of which the first nats are free, so that no unit gains by giving up (Kingma et al.
 * 2016, appendix C.8, equation 15):
 *
 * <pre>
 *   R = beta(t) sum_j max(lambda, 1/B sum_b KL_j(x_b))     per unit
 *   R = beta(t) sum_i max(lambda, 1/B sum_b KL_i(x_b))     per variable
 *   R = beta(t) max(lambda, 1/B sum_b KL(x_b))             per total
 * </pre>
 *
 * <p>The mean is taken over the batch before the maximum. A divergence below lambda has no
 * gradient: the reconstruction alone moves it. Units are the independent parts of the latent space
 * whose divergences are known in closed form: independent coordinates, or the variables of a
 * categorical. Variables are those of a hierarchy, and the factors of a product, whose divergences
 * may be means over draws.
 *
 * @param nats lambda
 * @param per what lambda is granted to
 */
public record FreeBits(
        @Setting("lambda, the nats that cost nothing, above 0") double nats,
        @Setting(
                        value = "what the nats are granted to: unit, variable or total",
                        defaultValue = "unit")
                Per per) {

    /** The unit that has its own free nats. */
    public enum Per {
        /** Each unit of the latent space. */
        @JsonProperty("unit")
        UNIT,
        /** Each latent variable of a hierarchy, or factor of a product. */
        @JsonProperty("variable")
        VARIABLE,
        /** The whole latent value. */
        @JsonProperty("total")
        TOTAL
    }

    public FreeBits {
        Counts.positive("nats", nats);
    }

    /**
     * Returns R, a scalar.
     *
     * @param kl the KL with beta, the weight of what is not free; beta is 1 in the paper
     * @throws IllegalArgumentException if another regulariser replaces the KL
     */
    public KlRegularizer weighing(KlRegularizer kl) {
        return new Weighed(this, KlWeight.scheduleOf(kl));
    }

    private record Weighed(FreeBits free, Schedule beta) implements KlRegularizer {

        /**
         * {@inheritDoc}
         *
         * @throws IllegalArgumentException if it is per unit, and the divergences of the units are
         *     not known
         */
        @Override
        public Regularized of(ElboTerms terms, Step step) {
            Tensor charged =
                    switch (free.per()) {
                        case UNIT -> terms.klByUnit().mean(0).maximum(free.nats()).sum();
                        case VARIABLE ->
                                terms.klTerms().stream()
                                        .map(term -> term.value().mean().maximum(free.nats()))
                                        .reduce(Tensor::add)
                                        .orElseThrow();
                        case TOTAL -> terms.kl().mean().maximum(free.nats());
                    };
            double weight = beta.at(step.clock().step());
            return new Regularized(weight == 1 ? charged : charged.mul(weight), weight);
        }

        @Override
        public boolean isMoving(TrainingProgress clock) {
            return beta.isMoving(clock.step());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link Categorical}s on n variables of k categories: the encoder chooses n k logits.
 * Discrete in evaluation, so that bounds are bounds.
 *
 * @param space n and k
 * @param temperature of the relaxation by global step, above 0
 * @param draw how values are drawn in training
 */
public record CategoricalFamily(OneHot space, Schedule temperature, CategoricalDraw draw)
        implements PosteriorFamily {

    /** Checks the temperature. */
    public CategoricalFamily {
        requirePositive(temperature);
    }

    static void requirePositive(Schedule temperature) {
        if (!(temperature.least() > 0)) {
            throw new IllegalArgumentException(
                    "temperature must stay above 0, falls to " + temperature.least());
        }
    }

    @Override
    public Head head() {
        return Head.of(Head.real("logits", space.coordinates()));
    }

    @Override
    public Categorical of(Tensor headOutput, Phase phase) {
        Tensor flat = head().split(headOutput).get(0);
        Tensor logits = flat.reshape(space.eventShape().prepend(flat.shape().extent(0)));
        return of(logits, temperature, draw, phase);
    }

    static Categorical of(Tensor logits, Schedule temperature, CategoricalDraw draw, Phase phase) {
        if (draw == CategoricalDraw.DISCRETE || !(phase instanceof Phase.Training training)) {
            return new DiscreteCategorical(logits);
        }
        double now = temperature.at(training.clock().step());
        return new RelaxedCategorical(logits, now, draw == CategoricalDraw.STRAIGHT_THROUGH);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * E_q[z] of one latent variable for each of B examples, or the values whose mean it is.
 *
 * <p>There is one set of values, the expectation ({@link
 * org.vaelab.framework.posterior.Posterior#expectation}), if q depends on x alone and its
 * expectation is known. A variable that is drawn given others has one set for each of {@value
 * #DRAWS} draws of those. If the expectation is not known, the draws replace it. A posterior known
 * by a sample has one set for each independent chain.
 *
 * @param values [draws, B, event], row-major; NaN where there is no expectation
 * @param draws the number of sets of values
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
@Internal
public record LatentMeans(String variable, double[] values, int draws) {

    /** The number of draws if the expectation has no closed form, or depends on other variables. */
    public static final int DRAWS = 50;

    /** Returns the means of all variables, in the order in which they are drawn. */
    public static List<LatentMeans> of(JointPosterior q, RandomKey key, int variables) {
        Optional<Latents> sampled = q.sampledMeans();
        if (sampled.isPresent()) {
            return sampled.get().byName().entrySet().stream()
                    .map(means -> ofChains(means.getKey(), means.getValue().z()))
                    .toList();
        }
        boolean known = variables == 1 && q.first().expectation().isPresent();
        int draws = known ? 1 : DRAWS;
        return q.draw(key, draws).latents().stream().map(latent -> of(latent, draws)).toList();
    }

    private static LatentMeans ofChains(String variable, Tensor means) {
        return new LatentMeans(variable, means.readDoubles(), means.shape().extent(0));
    }

    private static LatentMeans of(LatentDraw latent, int draws) {
        Optional<Tensor> expectation = latent.q().expectation();
        int given = latent.givenOthers() || expectation.isEmpty() ? draws : 1;
        double[] values = expectation.orElseGet(() -> latent.draw().z()).readDoubles();
        return new LatentMeans(latent.name(), values, given);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;

/**
 * Reweighted wake-sleep (Bornschein and Bengio 2015, algorithm 1): p climbs the importance-weighted bound,
 * and q follows the posterior by the divergence in its other direction.
 *
 * <pre>
 *   wake, theta:  E[ sum_k v_k grad log p(x, z_k) ],          v_k = w_k / sum_j w_j
 *   wake, phi:    E[ sum_k v_k grad log q(z_k given x) ]
 *   sleep, phi:   E_p(x, z)[ grad log q(z given x) ]
 * </pre>
 *
 * <p>Wake-phi estimates the gradient of {@code -KL(p(z given x) || q(z given x))}; its bias falls as 1/K, and
 * at K = 1 it is 0 in expectation and teaches q nothing. The sleep phase shows q as many data as the
 * batch has, dreamt under the batch's conditions by the model, and its gradient is added. q is then that
 * of evaluation, discrete where training relaxes it. (The paper makes either update of q, or both.)
 *
 * <p>Nothing passes through draws, so that draws of any kind will do that know their density. The bound, with
 * its terms those of {@link ImportanceWeighted}, is the loss but for its sign; the gradient in phi is not the
 * bound's. There is no weight of the KL: q has no KL to weigh.
 */
public final class ReweightedWakeSleep implements Estimator {

    private final int samples;
    private final boolean sleep;

    /**
     * Creates the estimator.
     *
     * @param samples K, at least 1
     * @param sleep whether q learns from dreams too
     */
    public ReweightedWakeSleep(int samples, boolean sleep) {
        this.samples = Counts.atLeastOne("samples", samples);
        this.sleep = sleep;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if q is a point mass; or if there is a sleep phase, and the
     *     inference learns nothing by gradients
     */
    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        ImportanceTerms.Drawn drawn = ImportanceTerms.Drawn.of(model, batch, key, clock, samples);
        if (drawn.draw().latents().stream()
                .flatMap(latent -> Factored.of(latent.q()).values().stream())
                .anyMatch(Posterior::isPointMass)) {
            throw new IllegalArgumentException(
                    "estimator rws follows the density of q, which is a point mass and has none; use"
                            + " another estimator or posterior");
        }
        ImportanceTerms terms = drawn.ofHeldDraws();
        Tensor bound = ImportanceTerms.logMean(terms.logWeights(1));
        Tensor shares = terms.logWeights(1).stopGradient().softmax(0);
        Tensor learning = shares.mul(drawn.logProbabilityOfHeldDraws()).sum(0);
        if (sleep) {
            learning = learning.add(logProbabilityOfDreams(model, batch, key.split("sleep")));
        }
        return terms.objective(bound, bound.add(learning.sub(learning.stopGradient())), 1);
    }

    /** Returns log q(z given x) of one (x, z) from the model for each example, [B]. */
    private static Tensor logProbabilityOfDreams(
            LatentVariableModel model, Batch batch, RandomKey key) {
        if (model.inference().parameters().stream()
                .noneMatch(parameter -> parameter.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    "sleep: true teaches a network of q by dreams, and inference '"
                            + model.inference().name()
                            + "' has none; leave it out");
        }
        Dream dream = model.runtime().unrecorded(() -> dream(model, batch, key));
        return model.infer(dream.data(), key.split("inference"), Phase.evaluation())
                .logProbability(dream.z())
                .reshape(batch.size());
    }

    /** Data, and the values that they come of, [1, B, event]. */
    private record Dream(Batch data, Latents z) {}

    private static Dream dream(LatentVariableModel model, Batch batch, RandomKey key) {
        Latents z =
                model.generative()
                        .sample(key.split("z"), batch.size(), batch.given())
                        .mapped(drawn -> drawn.stopGradient().expandDims(0));
        Tensor x = model.generative().output(z, batch.given()).sample(key.split("x"));
        Tensor held = x.stopGradient().reshape(batch.x().shape());
        return new Dream(new Batch(held, batch.given(), batch.rows()), z);
    }

    /** Accepts all but draws whose density passes no gradient. */
    @Override
    public boolean accepts(GradientKind kind) {
        return kind != GradientKind.NONE && kind != GradientKind.ENUMERATED;
    }
}

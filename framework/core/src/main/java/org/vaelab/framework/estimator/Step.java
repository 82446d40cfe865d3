// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;

/**
 * What an estimator, and the regulariser in its loss, are given at one step.
 *
 * @param key the same key gives the same draws
 * @param regularizer replaces the KL in the loss
 */
public record Step(
        LatentVariableModel model,
        Batch batch,
        RandomKey key,
        TrainingProgress clock,
        KlRegularizer regularizer) {

    /** Creates a step in whose loss the KL has weight 1. */
    public Step(LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        this(model, batch, key, clock, KlWeight.ONE);
    }

    /** Returns this step with the key of a part, for draws of its own. */
    public Step forPart(String name) {
        return new Step(model, batch, key.split(name), clock, regularizer);
    }

    /**
     * Returns the weight of the KL, for an estimator that supports no other regulariser.
     *
     * @throws IllegalArgumentException if there is another
     */
    public double klWeight() {
        return KlWeight.scheduleOf(regularizer).at(clock.step());
    }

    /** Returns n draws of the prior given the conditions of the batch, without a gradient. */
    public Latents ofPrior(int n) {
        return model.runtime()
                .unrecorded(() -> model.generative().sample(key.split("prior"), n, batch.given()));
    }

    /** Infers q and draws from it. */
    public ImportanceTerms.Drawn draws(int samples) {
        return ImportanceTerms.Drawn.of(this, batch, samples);
    }

    /**
     * Infers q and draws from it, without a gradient of log q in the networks of the condition, for
     * estimators that train p and q by different objectives: those networks are p's. Where relaxed
     * values have no density, they are drawn as in evaluation.
     */
    public ImportanceTerms.Drawn drawsWithHeldCondition(int samples) {
        Batch seen = batch.withHeldCondition();
        ImportanceTerms.Drawn drawn = ImportanceTerms.Drawn.of(this, seen, samples);
        return drawn.draw().isContinued()
                ? ImportanceTerms.Drawn.of(this, seen, samples, Phase.evaluation())
                : drawn;
    }

    /** Returns the log importance weights of new draws, with their whole gradient. */
    public ImportanceTerms importance(int samples) {
        return draws(samples).withWholeGradient();
    }
}

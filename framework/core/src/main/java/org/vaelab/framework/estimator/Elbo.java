// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the evidence lower bound, in which a regulariser may stand for the divergence: {@code
 * loss = -mean_b [reconstruction - R] + penalties}. The reported bound is the one with the divergence
 * itself.
 */
public final class Elbo implements Estimator {

    private final int samples;
    private final KlMode klMode;
    private final KlRegularizer regularizer;

    /**
     * Creates the estimator of a weighted divergence.
     *
     * @param samples draws per example, at least 1
     * @param kl how the divergence is computed
     * @param klWeight its weight by step
     */
    public Elbo(int samples, KlMode kl, Schedule klWeight) {
        this(samples, kl, new KlWeight(klWeight));
    }

    /**
     * Creates the estimator.
     *
     * @param samples draws per example, at least 1
     * @param kl how the divergence is computed
     * @param regularizer what stands for it in the loss
     */
    public Elbo(int samples, KlMode kl, KlRegularizer regularizer) {
        this.samples = Counts.atLeastOne("samples", samples);
        this.klMode = kl;
        this.regularizer = regularizer;
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        ElboTerms terms = ElboTerms.of(model, batch, key, Phase.training(clock), samples, klMode);
        Tensor kl = terms.kl();
        Tensor bound = terms.bound();
        KlRegularizer.Regularized regularized =
                regularizer.of(
                        new KlRegularizer.Step(
                                terms, model, batch, key.split("regularizer"), clock));
        Tensor maximised =
                regularized.value() == kl ? bound : terms.reconstruction().sub(regularized.value());
        return Objective.maximising(
                        maximised,
                        bound,
                        Objective.elboTerms(terms.reconstruction(), kl),
                        terms.klSource(),
                        terms.draw().effects(),
                        regularized.weight())
                .with(regularized.updates());
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw() || kind == GradientKind.ENUMERATED;
    }

    @Override
    public List<Parameter> parameters() {
        return regularizer.parameters();
    }
}

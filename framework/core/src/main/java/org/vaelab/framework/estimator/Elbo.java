// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;

/**
 * Maximises the evidence lower bound, in which a regulariser may replace the divergence: {@code
 * loss = -mean_b [reconstruction - R] + penalties}. The reported bound is the one with the divergence
 * itself.
 */
public final class Elbo implements Estimator {

    private final int samples;
    private final RegularizedBound objective;

    /**
     * Creates the estimator of a weighted divergence.
     *
     * @param samples draws per example, at least 1
     */
    public Elbo(int samples, KlMode kl, Schedule klWeight) {
        this(samples, kl, new KlWeight(klWeight));
    }

    /**
     * Creates the estimator.
     *
     * @param samples draws per example, at least 1
     * @param regularizer replaces the divergence in the loss
     */
    public Elbo(int samples, KlMode kl, KlRegularizer regularizer) {
        this.samples = Counts.atLeastOne("samples", samples);
        this.objective = new RegularizedBound(kl, regularizer);
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        JointDraw draw =
                model.infer(batch, key.split("inference"), Phase.training(clock))
                        .draw(key.split("posterior"), samples);
        RegularizedBound.Value found =
                objective.of(model, batch, draw, key.split("regularizer"), clock);
        ElboTerms terms = found.terms();
        return Objective.maximising(
                        found.value(),
                        terms.bound(),
                        Objective.elboTerms(terms.reconstruction(), terms.kl()),
                        terms.klSource(),
                        draw.effects(),
                        found.regularized().weight())
                .with(found.regularized().updates());
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw() || kind == GradientKind.ENUMERATED;
    }

    @Override
    public List<Parameter> parameters() {
        return objective.regularizer().parameters();
    }

    @Override
    public Optional<RegularizedBound> posteriorObjective() {
        return Optional.of(objective);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the evidence lower bound, with a weight on the divergence: {@code loss = -mean_b
 * [reconstruction - weight KL] + penalties}. The reported bound always has weight 1.
 */
public final class Elbo implements Estimator {

    private final int samples;
    private final KlMode klMode;
    private final Schedule klWeight;

    /**
     * Creates the estimator.
     *
     * @param samples draws per example, at least 1
     * @param kl how the divergence is computed
     * @param klWeight its weight by step
     */
    public Elbo(int samples, KlMode kl, Schedule klWeight) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples must be at least 1, is " + samples);
        }
        this.samples = samples;
        this.klMode = kl;
        this.klWeight = klWeight;
    }

    @Override
    public Objective estimate(LatentVariableModel model, Batch batch, RandomKey key, Clock clock) {
        Posterior q = model.encode(batch.x(), Phase.training(clock));
        ElboTerms terms =
                ElboTerms.of(
                        model,
                        batch.x(),
                        q,
                        key.split("posterior"),
                        samples,
                        klMode.isExactFor(model));
        double weight = klWeight(clock);
        Tensor kl = terms.kl();
        Tensor bound = terms.reconstruction().sub(kl);
        Tensor weighted = weight == 1 ? bound : terms.reconstruction().sub(kl.mul(weight));
        List<Objective.Term> penalties = penalties(terms.draw().penalties());
        return new Objective(
                loss(weighted, penalties),
                bound,
                List.of(
                        new Objective.Term(Objective.RECONSTRUCTION, 1, terms.reconstruction()),
                        new Objective.Term(Objective.KL, -1, kl)),
                penalties,
                terms.divergence());
    }

    static List<Objective.Term> penalties(Map<String, Tensor> byName) {
        List<Objective.Term> penalties = new ArrayList<>();
        byName.forEach((name, value) -> penalties.add(new Objective.Term(name, 1, value.mean(0))));
        return penalties;
    }

    static Tensor loss(Tensor maximised, List<Objective.Term> penalties) {
        Tensor loss = maximised.mean().neg();
        for (Objective.Term penalty : penalties) {
            loss = loss.add(penalty.value().mean());
        }
        return loss;
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw();
    }

    @Override
    public double klWeight(Clock clock) {
        return klWeight.at(clock.step());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;

/** An estimator with a regulariser of its own, whatever a step has. */
public record RegularizedEstimator(Estimator estimator, KlRegularizer regularizer)
        implements Estimator {

    public static RegularizedEstimator of(Estimator estimator, KlRegularizer regularizer) {
        return new RegularizedEstimator(estimator, regularizer);
    }

    public static RegularizedEstimator of(Estimator estimator, Schedule klWeight) {
        return of(estimator, new KlWeight(klWeight));
    }

    @Override
    public Objective estimate(Step step) {
        return estimator.estimate(
                new Step(step.model(), step.batch(), step.key(), step.clock(), regularizer));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return estimator.accepts(kind);
    }

    @Override
    public Optional<String> obstacle(int batch) {
        return estimator.obstacle(batch);
    }

    @Override
    public Optional<String> obstacle(LatentVariableModel model) {
        return estimator.obstacle(model);
    }

    @Override
    public boolean needsDensity(KlRegularizer other) {
        return estimator.needsDensity(regularizer);
    }

    @Override
    public Optional<RegularizedBound> posteriorObjective(KlRegularizer other) {
        return estimator.posteriorObjective(regularizer);
    }

    @Override
    public Optional<OptimizerSettings> ownOptimizer() {
        return regularizer.ownOptimizer();
    }

    @Override
    public List<Parameter> parameters() {
        return Component.joined(estimator, regularizer);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Optional;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Part;

/** The evidence lower bound of one draw. */
@Part(value = "toy-elbo", description = "the evidence lower bound of one draw, for tests")
public record ToyElbo() implements Estimator {

    private static final Elbo ELBO = new Elbo(1, KlMode.AUTO);

    @Override
    public Objective estimate(Step step) {
        return ELBO.estimate(step);
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return ELBO.accepts(kind);
    }

    @Override
    public boolean needsDensity(KlRegularizer regularizer) {
        return ELBO.needsDensity(regularizer);
    }

    @Override
    public Optional<RegularizedBound> posteriorObjective(KlRegularizer regularizer) {
        return ELBO.posteriorObjective(regularizer);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.settings.Part;

/** The evidence lower bound of one draw. */
@Part(value = "toy-elbo", description = "the evidence lower bound of one draw, for tests")
public record ToyElbo() implements EstimatorPart {

    @Override
    public Estimator create(EstimatorContext context) {
        return new Elbo(1, KlMode.AUTO, context.regularizer());
    }
}

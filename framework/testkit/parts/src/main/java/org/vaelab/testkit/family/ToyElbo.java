// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes the evidence lower bound of one draw. */
public final class ToyElbo implements EstimatorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of one draw, for tests";
    }

    @Override
    public Estimator create(NoSettings settings, EstimatorContext context) {
        return new Elbo(1, KlMode.AUTO, context.regularizer());
    }
}

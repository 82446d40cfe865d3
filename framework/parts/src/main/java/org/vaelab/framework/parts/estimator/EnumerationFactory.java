// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link Enumeration}. */
public final class EnumerationFactory implements EstimatorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of discrete latents, by a sum over all values";
    }

    @Override
    public Estimator create(NoSettings settings, EstimatorContext context) {
        return new Enumeration(context.space(OneHot.class, "enumerate"), context.klWeight());
    }
}

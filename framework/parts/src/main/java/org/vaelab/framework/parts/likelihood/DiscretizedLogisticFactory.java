// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link DiscretizedLogistic}. */
public final class DiscretizedLogisticFactory implements LikelihoodFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "probabilities of 256 grey levels, a logistic distribution in bins";
    }

    @Override
    public Likelihood create(NoSettings settings, PartContext context) {
        return new DiscretizedLogistic();
    }
}

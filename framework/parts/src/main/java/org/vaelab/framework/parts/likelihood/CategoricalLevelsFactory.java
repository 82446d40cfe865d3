// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link CategoricalLevels}. */
public final class CategoricalLevelsFactory implements LikelihoodFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "probabilities of 256 grey levels, each with a logit: a very wide head";
    }

    @Override
    public Likelihood create(NoSettings settings, PartContext context) {
        return new CategoricalLevels();
    }
}

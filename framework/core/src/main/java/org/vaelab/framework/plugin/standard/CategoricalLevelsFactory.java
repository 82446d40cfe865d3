// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.likelihood.Categorical;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;

/** Makes {@link Categorical}. */
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
        return new Categorical();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link Bernoulli}. */
public final class BernoulliFactory implements LikelihoodFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "independent Bernoulli pixels, for binary data";
    }

    @Override
    public Likelihood create(NoSettings settings, PartContext context) {
        return new Bernoulli();
    }
}

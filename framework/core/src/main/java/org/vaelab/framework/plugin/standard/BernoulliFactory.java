// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.likelihood.Bernoulli;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;

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

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.settings.Counts;

/** Makes {@link DiscretizedLogisticMixture}. */
public final class DiscretizedLogisticMixtureFactory
        implements LikelihoodFactory<DiscretizedLogisticMixtureFactory.Settings> {

    /**
     * Settings.
     *
     * @param components m, default 5
     */
    public record Settings(Integer components) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer components) {
            this.components = Counts.atLeastOne("components", components == null ? 5 : components);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "probabilities of 256 grey levels, a mixture of logistic distributions in bins";
    }

    @Override
    public Likelihood create(Settings settings, PartContext context) {
        return new DiscretizedLogisticMixture(settings.components());
    }
}

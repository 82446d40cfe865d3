// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link UniformCategorical}. */
public final class UniformCategoricalFactory implements PriorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "all values of n categorical variables alike";
    }

    @Override
    public Prior create(NoSettings settings, PriorContext context) {
        return new UniformCategorical(
                context.runtime(), context.space(OneHot.class, "prior uniform-categorical"));
    }
}

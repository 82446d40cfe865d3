// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.UniformCategorical;

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
    public Prior create(NoSettings settings, PartContext context) {
        return new UniformCategorical(
                context.runtime(), context.space(OneHot.class, "prior uniform-categorical"));
    }
}

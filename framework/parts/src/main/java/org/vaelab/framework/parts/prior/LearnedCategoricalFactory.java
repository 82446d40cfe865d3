// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link LearnedCategorical}. */
public final class LearnedCategoricalFactory implements PriorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "independent categorical variables with learned probabilities";
    }

    @Override
    public Prior create(NoSettings settings, PriorContext context) {
        return new LearnedCategorical(
                context.runtime(), context.space(OneHot.class, "prior learned-categorical"));
    }
}

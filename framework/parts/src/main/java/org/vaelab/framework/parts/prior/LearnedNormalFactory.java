// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link LearnedNormal}. */
public final class LearnedNormalFactory implements PriorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "a Normal on R^d with learned mean and variances";
    }

    @Override
    public Prior create(NoSettings settings, PriorContext context) {
        return new LearnedNormal(
                context.runtime(), context.space(Euclidean.class, "prior learned-normal"));
    }
}

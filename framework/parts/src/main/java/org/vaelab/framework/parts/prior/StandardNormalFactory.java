// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link StandardNormal}. */
public final class StandardNormalFactory implements PriorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "N(0, I) on R^d";
    }

    @Override
    public Prior create(NoSettings settings, PriorContext context) {
        return new StandardNormal(
                context.runtime(), context.space(Euclidean.class, "prior standard-normal"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;

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
    public Prior create(NoSettings settings, PartContext context) {
        return new StandardNormal(
                context.runtime(), context.space(Euclidean.class, "prior standard-normal"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.LearnedNormal;
import org.vaelab.framework.prior.Prior;

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
    public Prior create(NoSettings settings, PartContext context) {
        return new LearnedNormal(
                context.runtime(), context.space(Euclidean.class, "prior learned-normal"));
    }
}

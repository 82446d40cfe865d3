// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.MixtureOfGaussians;
import org.vaelab.framework.prior.Prior;

/** Makes {@link MixtureOfGaussians}. */
public final class MixtureOfGaussiansFactory implements PriorFactory<ComponentsSettings> {

    @Override
    public Class<ComponentsSettings> settingsType() {
        return ComponentsSettings.class;
    }

    @Override
    public String description() {
        return "a mixture of K Normals on R^d with learned weights, means and variances";
    }

    @Override
    public Prior create(ComponentsSettings settings, PartContext context) {
        return new MixtureOfGaussians(
                context.runtime(),
                context.key(),
                context.space(Euclidean.class, "prior mixture-of-gaussians"),
                settings.components());
    }
}

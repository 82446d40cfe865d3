// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.ComponentsSettings;

/** Makes {@link MixtureOfNormals}. */
public final class MixtureOfNormalsFactory implements PriorFactory<ComponentsSettings> {

    @Override
    public Class<ComponentsSettings> settingsType() {
        return ComponentsSettings.class;
    }

    @Override
    public String description() {
        return "a mixture of K Normals on R^d with learned weights, means and variances";
    }

    @Override
    public Prior create(ComponentsSettings settings, PriorContext context) {
        return new MixtureOfNormals(
                context.runtime(),
                context.key(),
                context.space(Euclidean.class, "prior mixture-of-normals"),
                settings.components());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.ComponentsSettings;

/** Makes {@link MixtureOfVonMisesFisher}. */
public final class MixtureOfVonMisesFisherFactory implements PriorFactory<ComponentsSettings> {

    @Override
    public Class<ComponentsSettings> settingsType() {
        return ComponentsSettings.class;
    }

    @Override
    public String description() {
        return "a mixture of K von Mises-Fisher distributions on the sphere, all of them learned";
    }

    @Override
    public Prior create(ComponentsSettings settings, PriorContext context) {
        return new MixtureOfVonMisesFisher(
                context.runtime(),
                context.key(),
                context.space(Sphere.class, "prior mixture-of-von-mises-fisher"),
                settings.components());
    }
}

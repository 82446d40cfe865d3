// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.NoSettings;

/** Makes {@link UniformSphere}. */
public final class UniformSphereFactory implements PriorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "uniform on the sphere";
    }

    @Override
    public Prior create(NoSettings settings, PriorContext context) {
        return new UniformSphere(
                context.runtime(), context.space(Sphere.class, "prior uniform-sphere"));
    }
}

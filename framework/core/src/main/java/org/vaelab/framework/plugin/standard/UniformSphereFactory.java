// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.UniformSphere;

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
    public Prior create(NoSettings settings, PartContext context) {
        return new UniformSphere(
                context.runtime(), context.space(Sphere.class, "prior uniform-sphere"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.VaeLabModule;

public final class VonMisesFisherModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(VonMisesFisherFamily.class);
        part(PowerSphericalFamily.class);
        part(SphericalCauchyFamily.class);
        part(VonMisesFamily.class);
        part(UniformTorus.Settings.class);
        part(MixtureOfVonMisesFisher.class);
        part(VanishingConcentration.class);
        kl(VonMisesFisher.class, UniformSphere.class, (q, p) -> q.klToUniform());
        kl(PowerSpherical.class, UniformSphere.class, (q, p) -> q.klToUniform());
        kl(
                VonMises.class,
                UniformTorus.class,
                (q, p) -> q.klToUniform().sum(-1),
                (q, p) -> q.klToUniform());
        kl(SphericalCauchy.class, UniformSphere.class, (q, p) -> q.klToUniform());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the parts of this family. */
public final class VonMisesFisherModule extends VaeLabModule {

    @Override
    protected void announce() {
        variant("vmf", VonMisesFisherVariant.class);
        posterior("von-mises-fisher", VonMisesFisherFactory.class);
        posterior("power-spherical", PowerSphericalFactory.class);
        prior("mixture-of-von-mises-fisher", MixtureOfVonMisesFisherFactory.class);
        kl(VonMisesFisher.class, UniformSphere.class, (q, p) -> q.klToUniform());
        kl(PowerSpherical.class, UniformSphere.class, (q, p) -> q.klToUniform());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.DiagonalNormal;
import org.vaelab.framework.posterior.PowerSpherical;
import org.vaelab.framework.posterior.VonMisesFisher;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.prior.UniformSphere;
import org.vaelab.framework.tensor.Fused;

/** Announces the standard parts. */
public final class StandardModule extends VaeLabModule {

    @Override
    protected void announce() {
        posterior("diagonal-normal", DiagonalNormalFactory.class);
        posterior("von-mises-fisher", VonMisesFisherFactory.class);
        posterior("power-spherical", PowerSphericalFactory.class);
        prior("standard-normal", StandardNormalFactory.class);
        prior("uniform-sphere", UniformSphereFactory.class);
        likelihood("bernoulli", BernoulliFactory.class);
        estimator("elbo", ElboFactory.class);
        estimator("iwae", ImportanceWeightedFactory.class);
        kl(
                DiagonalNormal.class,
                StandardNormal.class,
                (q, p) -> Fused.normalKl(q.mean(), q.logVariance()));
        kl(VonMisesFisher.class, UniformSphere.class, (q, p) -> q.klToUniform());
        kl(PowerSpherical.class, UniformSphere.class, (q, p) -> q.klToUniform());
    }
}

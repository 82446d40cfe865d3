// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.PosteriorFamily;

/** A family on a sphere, whose encoder outputs a mean direction and a concentration. */
interface SphericalFamily extends PosteriorFamily {

    /** Returns the dimension of the sphere, whose points have one coordinate more. */
    int latent();

    @Override
    default Sphere space() {
        return Sphere.ofDimension(latent());
    }

    @Override
    default Head head() {
        return SphericalPosterior.head(space());
    }

    @Override
    default List<HeadForm> forms() {
        return List.of(SphericalPosterior.form(space()));
    }
}

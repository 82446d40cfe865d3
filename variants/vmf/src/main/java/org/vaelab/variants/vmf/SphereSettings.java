// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;

/**
 * The settings of a posterior on a sphere.
 *
 * @param latent the dimension of the sphere, whose points have one coordinate more
 */
public record SphereSettings(@LatentDimension @JsonProperty(required = true) int latent) {

    /** Checks the dimension. */
    public SphereSettings {
        Counts.atLeastOne("latent", latent);
    }
}

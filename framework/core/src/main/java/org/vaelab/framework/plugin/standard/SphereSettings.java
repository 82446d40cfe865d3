// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The settings of a posterior on a sphere.
 *
 * @param latent the dimension of the sphere, whose points have one coordinate more
 */
public record SphereSettings(@JsonProperty(required = true) int latent) {

    /** Checks the dimension. */
    public SphereSettings {
        Counts.atLeastOne("latent", latent);
    }
}

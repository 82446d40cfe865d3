// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The settings of a posterior on R^d.
 *
 * @param latent the dimension d
 */
public record EuclideanSettings(@JsonProperty(required = true) int latent) {

    /** Checks the dimension. */
    public EuclideanSettings {
        Counts.atLeastOne("latent", latent);
    }
}

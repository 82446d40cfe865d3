// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.settings.Counts;

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

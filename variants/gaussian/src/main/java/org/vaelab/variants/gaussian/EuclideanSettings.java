// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;

/**
 * The settings of a posterior on R^d.
 *
 * @param latent the dimension d
 */
public record EuclideanSettings(@LatentDimension @JsonProperty(required = true) int latent) {

    /** Checks the dimension. */
    public EuclideanSettings {
        Counts.atLeastOne("latent", latent);
    }
}

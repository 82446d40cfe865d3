// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where training starts from. */
public enum Start {
    /** Random factors, which have half of the variance of each value. */
    @JsonProperty("random")
    RANDOM,
    /** The principal components of all training examples. */
    @JsonProperty("pca")
    PRINCIPAL_COMPONENTS
}

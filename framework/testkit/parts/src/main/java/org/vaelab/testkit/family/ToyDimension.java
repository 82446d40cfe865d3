// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The settings of a posterior on R^d or S^d.
 *
 * @param latent d
 */
public record ToyDimension(@JsonProperty(required = true) int latent) {}

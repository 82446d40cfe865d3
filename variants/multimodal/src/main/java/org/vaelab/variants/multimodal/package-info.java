// SPDX-License-Identifier: Apache-2.0

/**
 * Models of observations that consist of several modalities, of which some may be missing: a
 * likelihood with a decoder for each, and posteriors that are made of one expert for each.
 *
 * <pre>
 *   p(x, z) = p(z) prod_m p(x_m given z),   m over the modalities that are observed
 * </pre>
 */
@NullMarked
package org.vaelab.variants.multimodal;

import org.jspecify.annotations.NullMarked;

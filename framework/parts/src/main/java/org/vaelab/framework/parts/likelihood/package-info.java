// SPDX-License-Identifier: Apache-2.0

/**
 * Families of p(x given z), with their factories: what a decoder chooses from.
 *
 * <p>What belongs here: densities and probabilities of data, summed over the values of a datum, in
 * nats.
 */
@NullMarked
package org.vaelab.framework.parts.likelihood;

import org.jspecify.annotations.NullMarked;

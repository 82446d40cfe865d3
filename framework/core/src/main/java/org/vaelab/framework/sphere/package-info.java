// SPDX-License-Identifier: Apache-2.0

/**
 * Geometry that distributions on spheres share: directions, rotations, and what they ask of a network.
 *
 * <p>What belongs here: what more than one family on the sphere needs. Offers it to families; knows none.
 */
@NullMarked
package org.vaelab.framework.sphere;

import org.jspecify.annotations.NullMarked;

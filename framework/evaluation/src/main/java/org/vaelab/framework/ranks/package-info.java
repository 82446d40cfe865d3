// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of ranks: whether ranks are uniform, with simultaneous bands of their distribution
 * function, the shape of ranks that are not, and whether two samples have one distribution. Depends
 * on special functions and random keys alone.
 */
@NullMarked
package org.vaelab.framework.ranks;

import org.jspecify.annotations.NullMarked;

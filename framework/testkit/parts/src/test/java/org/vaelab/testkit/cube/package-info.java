// SPDX-License-Identifier: Apache-2.0

/**
 * A family on a space of its own, as a plugin might bring it: the unit cube, of which the framework
 * knows nothing, under the contracts.
 */
@NullMarked
package org.vaelab.testkit.cube;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * The common ground of all learnable parts: {@link org.vaelab.framework.component.Parameter}s, the
 * optimisers that they follow, updates of state that no gradient moves, and the progress of
 * training.
 *
 * <p>Offers parameters by name, in a fixed order, for optimisers and checkpoints.
 */
@NullMarked
package org.vaelab.framework.component;

import org.jspecify.annotations.NullMarked;

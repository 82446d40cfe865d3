// SPDX-License-Identifier: Apache-2.0

/**
 * What every learnable part has in common: its {@link org.vaelab.framework.component.Parameter}s, the
 * updates of state that is not learned by gradient, and how far training has come.
 *
 * <p>Offers parameters by name, in a fixed order, for optimisers and checkpoints.
 */
@NullMarked
package org.vaelab.framework.component;

import org.jspecify.annotations.NullMarked;

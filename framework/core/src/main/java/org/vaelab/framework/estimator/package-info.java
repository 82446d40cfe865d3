// SPDX-License-Identifier: Apache-2.0

/**
 * How the bound and its gradient are estimated: the extension point and its standard
 * implementations.
 *
 * <p>Enters: a model, a batch and a key. Leaves: an {@link org.vaelab.framework.estimator.Objective},
 * whose named terms in nats sum to the bound.
 */
@NullMarked
package org.vaelab.framework.estimator;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Estimates the bound and its gradient: the extension point, the evidence lower bound, and
 * regularisers that replace the KL in a loss. Further estimators are parts.
 *
 * <p>From a model, a batch and a key to an {@link org.vaelab.framework.estimator.Objective}, whose
 * named terms in nats sum to the bound.
 */
@NullMarked
package org.vaelab.framework.estimator;

import org.jspecify.annotations.NullMarked;

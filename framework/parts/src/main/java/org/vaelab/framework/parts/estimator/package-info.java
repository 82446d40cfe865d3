// SPDX-License-Identifier: Apache-2.0

/**
 * Estimators of bounds beside the plain evidence lower bound, which is the core's, with their
 * factories.
 *
 * <p>What belongs here: what asks a model for densities and draws alone, and needs no family.
 */
@NullMarked
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.NullMarked;

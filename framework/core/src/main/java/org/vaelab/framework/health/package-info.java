// SPDX-License-Identifier: Apache-2.0

/**
 * The health of training: signals read from a model between two steps, and rules that name a
 * problem while it happens.
 *
 * <p>{@link org.vaelab.framework.health.SignalReader} reads what every model has: loss, bound, KL
 * by unit, active units, gradient norm. A posterior adds its own numbers ({@link
 * org.vaelab.framework.posterior.Posterior#signals}). A module binds a {@link
 * org.vaelab.framework.health.HealthRule} for each problem. Neither changes training.
 */
@NullMarked
package org.vaelab.framework.health;

import org.jspecify.annotations.NullMarked;

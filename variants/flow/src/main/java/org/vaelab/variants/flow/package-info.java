// SPDX-License-Identifier: Apache-2.0

/**
 * Priors that are fitted to the codes of a trained model: continuous flows, whose velocity is
 * learned by regression (flow matching, diffusion). Their density follows from an ordinary
 * differential equation. Depends on {@code framework/core} and {@code framework/evaluation}.
 */
@NullMarked
package org.vaelab.variants.flow;

import org.jspecify.annotations.NullMarked;

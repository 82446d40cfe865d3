// SPDX-License-Identifier: Apache-2.0

/**
 * Priors p(z) that need only a space, or the encoder of a model, with their factories.
 *
 * <p>What belongs here: priors that no family owns. A prior that names a family lives with it.
 */
@NullMarked
package org.vaelab.framework.parts.prior;

import org.jspecify.annotations.NullMarked;

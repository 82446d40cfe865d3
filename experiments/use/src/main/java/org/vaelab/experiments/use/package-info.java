// SPDX-License-Identifier: Apache-2.0

/**
 * Codes of examples, as {@link org.vaelab.experiments.Model} returns them.
 */
@NullMarked
package org.vaelab.experiments.use;

import org.jspecify.annotations.NullMarked;

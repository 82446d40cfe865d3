// SPDX-License-Identifier: Apache-2.0

/**
 * The health rules that belong to no family: posterior collapse, divergence and overfitting. They read
 * signals that every model has.
 */
@NullMarked
package org.vaelab.framework.parts.health;

import org.jspecify.annotations.NullMarked;

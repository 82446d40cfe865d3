// SPDX-License-Identifier: Apache-2.0

/**
 * The health rules that belong to no family: posterior collapse, divergence and overfitting, which
 * read signals that every model has, and codebook collapse, for every posterior with codes.
 */
@NullMarked
package org.vaelab.framework.parts.health;

import org.jspecify.annotations.NullMarked;

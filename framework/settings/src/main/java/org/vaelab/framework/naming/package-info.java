// SPDX-License-Identifier: Apache-2.0

/**
 * Names that people write in configs and on command lines.
 *
 * <p>Finds the known name that a misspelt one probably means.
 */
@NullMarked
package org.vaelab.framework.naming;

import org.jspecify.annotations.NullMarked;

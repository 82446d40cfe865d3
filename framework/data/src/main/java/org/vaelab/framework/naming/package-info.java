// SPDX-License-Identifier: Apache-2.0

/**
 * Names that people write in configs and on command lines.
 *
 * <p>From a name and those that are known to the one that was probably meant.
 */
@NullMarked
package org.vaelab.framework.naming;

import org.jspecify.annotations.NullMarked;

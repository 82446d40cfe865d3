// SPDX-License-Identifier: Apache-2.0

/**
 * The parts that come with VaeLab and are neither a family nor an interface, announced in the same
 * way as those of any plugin.
 *
 * <p>What belongs here: the module that announces them; each kind of part has a package of its own.
 * Depends on the core; names no family.
 */
@NullMarked
package org.vaelab.framework.parts;

import org.jspecify.annotations.NullMarked;

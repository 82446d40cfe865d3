// SPDX-License-Identifier: Apache-2.0

/**
 * The parts that come with the framework, announced in the same way as those of any plugin.
 *
 * <p>Each factory reads a settings record and makes one of the standard implementations.
 */
@NullMarked
package org.vaelab.framework.plugin.standard;

import org.jspecify.annotations.NullMarked;

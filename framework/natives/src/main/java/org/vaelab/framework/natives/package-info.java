// SPDX-License-Identifier: Apache-2.0

/**
 * The native libraries that backends bring in their jars.
 *
 * <p>Unpacks them, compares them with their jars, loads them in the order of their dependencies,
 * and reports other copies on the machine. Depends on JavaCPP and on the exceptions of {@link
 * org.vaelab.framework.tensor.spi}.
 */
@NullMarked
package org.vaelab.framework.natives;

import org.jspecify.annotations.NullMarked;

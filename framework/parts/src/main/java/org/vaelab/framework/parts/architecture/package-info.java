// SPDX-License-Identifier: Apache-2.0

/**
 * The architectures of encoders and decoders: {@link org.vaelab.framework.network.Architecture}
 * parts, and the networks that they alone make. Depends on the layers of the framework's core.
 */
@NullMarked
package org.vaelab.framework.parts.architecture;

import org.jspecify.annotations.NullMarked;

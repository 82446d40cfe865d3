// SPDX-License-Identifier: Apache-2.0

/**
 * A finite scalar quantiser, as a plugin might bring it: a family with codes that uses nothing of {@code
 * vq}, under the contracts.
 */
@NullMarked
package org.vaelab.variants.fsq;

import org.jspecify.annotations.NullMarked;

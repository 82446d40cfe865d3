// SPDX-License-Identifier: Apache-2.0

/**
 * The variants that come with VaeLab, announced in the same way as those of any plugin. Each has a
 * package of its own, which holds only what is special about it; none knows another.
 */
@NullMarked
package org.vaelab.variants;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** A door to what the draws of a device must agree with. */
@NullMarked
package org.vaelab.framework.random;

import org.jspecify.annotations.NullMarked;

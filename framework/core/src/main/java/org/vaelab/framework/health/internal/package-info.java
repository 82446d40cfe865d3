// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.health} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.health.internal;

import org.jspecify.annotations.NullMarked;

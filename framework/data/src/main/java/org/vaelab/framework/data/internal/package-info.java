// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.data} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.data.internal;

import org.jspecify.annotations.NullMarked;

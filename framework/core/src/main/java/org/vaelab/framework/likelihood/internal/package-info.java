// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.likelihood} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.likelihood.internal;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.estimator} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.estimator.internal;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.evaluation.posterior} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.evaluation.internal.posterior;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.evaluation.weights} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.evaluation.internal.weights;

import org.jspecify.annotations.NullMarked;

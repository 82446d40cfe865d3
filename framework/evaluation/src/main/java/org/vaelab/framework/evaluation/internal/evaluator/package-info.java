// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.evaluation.evaluator} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.evaluation.internal.evaluator;

import org.jspecify.annotations.NullMarked;

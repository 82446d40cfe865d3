// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.evaluation.scores} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.evaluation.internal.scores;

import org.jspecify.annotations.NullMarked;

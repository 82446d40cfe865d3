// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.reports.comparison} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.reports.internal.comparison;

import org.jspecify.annotations.NullMarked;

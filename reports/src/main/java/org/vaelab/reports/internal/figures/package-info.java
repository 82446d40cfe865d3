// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.reports.figures} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.reports.internal.figures;

import org.jspecify.annotations.NullMarked;

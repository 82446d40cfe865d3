// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.reports.tables} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.reports.internal.tables;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Figures of a report: learning curves, the trade-off between the terms of the bound, final metrics
 * with their intervals.
 *
 * <p>The input is a comparison. The output is charts as SVG, PDF, PNG and pgfplots source, each
 * with its data as CSV. Drawing needs no display.
 */
@NullMarked
package org.vaelab.reports.figures;

import org.jspecify.annotations.NullMarked;

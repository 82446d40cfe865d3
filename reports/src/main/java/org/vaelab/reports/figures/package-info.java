// SPDX-License-Identifier: Apache-2.0

/**
 * Figures of a report: final metrics, learning curves, metrics against swept keys, the
 * rate-distortion plane, bounds, the KL of units, and the quality of gradients.
 *
 * <p>A {@link org.vaelab.reports.figures.Figure} has {@link org.vaelab.reports.tables.DataFrame},
 * which its CSV file has, and a {@link org.vaelab.reports.figures.Drawing} of them. Most drawings
 * are a {@link org.vaelab.reports.figures.Plot}: axes and layers as data, which one painter turns
 * into a {@link org.vaelab.reports.figures.Picture} for SVG, PDF and PNG, and another class writes
 * for pgfplots. Each figure comes at two widths. Drawing needs no display. The package depends on
 * the comparison and the statistics.
 */
@NullMarked
package org.vaelab.reports.figures;

import org.jspecify.annotations.NullMarked;

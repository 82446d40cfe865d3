// SPDX-License-Identifier: Apache-2.0

/**
 * Tables of a report: the content of each cell, and the output as Markdown, HTML, LaTeX or CSV.
 *
 * <p>The input is a comparison. The output is tables of plain text with notes, or escaped text in
 * one of the formats. A table is declared by a {@link org.vaelab.reports.tables.TableSpec}. {@link
 * org.vaelab.reports.tables.DataFrame} are data for programs. Values of different kinds are never
 * ranked, and no run is left out without a note.
 */
@NullMarked
package org.vaelab.reports.tables;

import org.jspecify.annotations.NullMarked;

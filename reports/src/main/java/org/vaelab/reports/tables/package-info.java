// SPDX-License-Identifier: Apache-2.0

/**
 * Tables of a report: what stands in which cell, and how a table is written as Markdown, HTML, LaTeX
 * or CSV.
 *
 * <p>A comparison enters; tables of plain text with their notes leave, and text in one of the
 * formats, escaped. Values of unlike kinds are never ranked here, and no run is left out silently.
 */
@NullMarked
package org.vaelab.reports.tables;

import org.jspecify.annotations.NullMarked;

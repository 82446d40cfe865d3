// SPDX-License-Identifier: Apache-2.0

/**
 * Pages of a report: the order of its sections and its text, as HTML and as Markdown.
 *
 * <p>The input is tables, figures and the facts of the records. The output is whole documents with
 * all text escaped. The HTML page loads nothing from outside.
 */
@NullMarked
package org.vaelab.reports.render;

import org.jspecify.annotations.NullMarked;

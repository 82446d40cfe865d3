// SPDX-License-Identifier: Apache-2.0

/**
 * Pages of a report: the order of its sections and its prose, as HTML and as Markdown.
 *
 * <p>Tables, figures and the facts of the records enter; whole documents leave, every text escaped.
 * The HTML page asks for nothing outside itself.
 */
@NullMarked
package org.vaelab.reports.render;

import org.jspecify.annotations.NullMarked;

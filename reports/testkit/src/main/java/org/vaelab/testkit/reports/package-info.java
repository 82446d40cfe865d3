// SPDX-License-Identifier: Apache-2.0

/**
 * The contract of sections of reports, and comparisons to show.
 *
 * <p>The author of a section extends {@link org.vaelab.testkit.reports.SectionContract} in a class
 * of a few lines. {@link org.vaelab.testkit.reports.Records} builds comparisons in memory; nothing
 * is trained.
 */
@NullMarked
package org.vaelab.testkit.reports;

import org.jspecify.annotations.NullMarked;

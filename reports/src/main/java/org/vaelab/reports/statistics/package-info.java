// SPDX-License-Identifier: Apache-2.0

/**
 * Classical statistics for comparisons: intervals over seeds, paired and unpaired tests, and
 * corrections for multiple tests.
 *
 * <p>Input and output are plain numbers; nothing here depends on what was measured. Every result is
 * tested against exact reference values.
 */
@NullMarked
package org.vaelab.reports.statistics;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * The classical statistics of a comparison: intervals over seeds, paired and unpaired tests, and
 * corrections for many of them.
 *
 * <p>Plain numbers enter, plain numbers leave; nothing here knows what was measured. Every result is
 * held to exact reference values.
 */
@NullMarked
package org.vaelab.reports.statistics;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A comparison as its records tell it: models, their runs, and each metric's values over seeds.
 *
 * <p>The folder of a comparison enters; values that know what may be compared with what leave.
 * Nothing here formats or draws.
 */
@NullMarked
package org.vaelab.reports.comparison;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A comparison as recorded: models, their runs, and each metric's values over seeds.
 *
 * <p>The input is the folder of a comparison. The output is values with their basis, which says
 * what is comparable. Nothing here formats or draws.
 */
@NullMarked
package org.vaelab.reports.comparison;

import org.jspecify.annotations.NullMarked;

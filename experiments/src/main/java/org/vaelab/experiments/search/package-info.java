// SPDX-License-Identifier: Apache-2.0
/**
 * Searches for the best settings of a model: random search and successive halving.
 *
 * <p>{@link org.vaelab.experiments.search.SuccessiveHalving} is the algorithm. It knows no runs. The
 * other classes turn its rungs into comparisons, and the records of their runs into values. Depends on
 * {@code spec}, {@code plan} and the records.
 */
@NullMarked
package org.vaelab.experiments.search;

import org.jspecify.annotations.NullMarked;

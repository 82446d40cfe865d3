// SPDX-License-Identifier: Apache-2.0
/**
 * The description of data sets for others: Croissant metadata and a datasheet. What VaeLab cannot know is
 * left to the author, and marked.
 *
 * <p>Offers {@link org.vaelab.experiments.datasheet.DataDescription}. It depends on {@code spec} and on the
 * data sources, and knows none of them by name.
 */
@NullMarked
package org.vaelab.experiments.datasheet;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Values of VaeLab in notebooks. {@link org.vaelab.experiments.notebook.Html} shows figures,
 * tables, images, models and results as HTML; a kernel asks it when such a value is the last one of
 * a cell. The guide is {@code experiments/NOTEBOOKS.md}.
 */
@NullMarked
package org.vaelab.experiments.notebook;

import org.jspecify.annotations.NullMarked;

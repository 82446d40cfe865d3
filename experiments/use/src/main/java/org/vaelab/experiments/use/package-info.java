// SPDX-License-Identifier: Apache-2.0

/**
 * A finished model in use. A {@link org.vaelab.experiments.use.Model} is opened from the folder of
 * a run, with the preparation of its data, in a {@link org.vaelab.experiments.use.Lab}. Commands
 * call the same methods as a program.
 *
 * <p>New examples are read as the training data were, or come as {@link
 * org.vaelab.experiments.use.Rows}. They are encoded ({@link org.vaelab.experiments.use.Codes}),
 * scored ({@link org.vaelab.experiments.use.Scores}, {@link org.vaelab.experiments.use.Alarm}),
 * imputed ({@link org.vaelab.experiments.use.Imputations}) or forecast ({@link
 * org.vaelab.experiments.use.Forecast}). Samples, reconstructions and interpolations are {@link
 * org.vaelab.experiments.use.Generated}. Each gives arrays, or writes a file: tables, arrays,
 * sheets of images, texts, AnnData.
 *
 * <p>{@link org.vaelab.experiments.use.RunModel} is the model of a run at any time, for what trains
 * it and records it.
 */
@NullMarked
package org.vaelab.experiments.use;

import org.jspecify.annotations.NullMarked;

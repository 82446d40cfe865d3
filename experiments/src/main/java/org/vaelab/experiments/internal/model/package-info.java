// SPDX-License-Identifier: Apache-2.0
/**
 * A model with its data: built from a config for a run, or opened from the folder of a finished one.
 *
 * <p>{@link org.vaelab.experiments.internal.model.TrainedModel} is the centre. The other classes generate,
 * observe, score and export with it, and write what they find: values of examples as images, tables or
 * texts, and tables as CSV, NPY or Parquet files. {@link org.vaelab.experiments.internal.model.Provenances}
 * collects what a record says about its origin. Nothing is trained here, and nothing is printed.
 */
@NullMarked
package org.vaelab.experiments.internal.model;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A finished model in use. {@link org.vaelab.experiments.use.TrainedModel} opens the checkpoint of
 * a run with its parts and data.
 *
 * <p>New examples are read as the training data were. They are encoded, reconstructed, scored,
 * imputed or forecast; models generate, interpolate and traverse. The results are {@link
 * org.vaelab.experiments.use.Codes} and other values, or files: tables, arrays, sheets of images,
 * texts, AnnData and ONNX.
 */
@NullMarked
package org.vaelab.experiments.use;

import org.jspecify.annotations.NullMarked;

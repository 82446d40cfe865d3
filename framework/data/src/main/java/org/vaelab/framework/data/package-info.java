// SPDX-License-Identifier: Apache-2.0
/**
 * Data: from a source to the batch of a training step, on plain Java arrays.
 *
 * <p>What belongs here: the table of examples, its shape and value domain, labels, splits,
 * checksums, binarisation, the training stream and the evaluation chunks. Depends on
 * the random keys of {@code org.vaelab.framework.random}. Offers {@link
 * org.vaelab.framework.data.Dataset} from a {@link org.vaelab.framework.data.DataSource}, and
 * {@link org.vaelab.framework.data.MiniBatch} to the trainer and the evaluator, who make tensors of
 * it. File formats, downloads and generated data are in {@code framework/sources}. No tensor and no
 * model is known here.
 */
@NullMarked
package org.vaelab.framework.data;

import org.jspecify.annotations.NullMarked;

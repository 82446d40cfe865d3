// SPDX-License-Identifier: Apache-2.0
/**
 * The folder of a finished run for a model hub: its card, a config that trains it again, its record and
 * checkpoint, and its halves as ONNX.
 *
 * <p>Offers {@link org.vaelab.experiments.card.HubFolder}. It depends on {@code run}, and on the card of
 * the reports. It knows no family, metric or task.
 */
@NullMarked
package org.vaelab.experiments.card;

import org.jspecify.annotations.NullMarked;

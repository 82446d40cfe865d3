// SPDX-License-Identifier: Apache-2.0

/**
 * Anomaly detection with a trained model: scores of examples, a threshold with a stated false-alarm rate
 * from validation data, and the values that contribute most. Depends on models, evaluation and {@code
 * output}.
 */
@NullMarked
package org.vaelab.experiments.anomaly;

import org.jspecify.annotations.NullMarked;

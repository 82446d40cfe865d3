// SPDX-License-Identifier: Apache-2.0

/**
 * Histories of runs in the formats of experiment trackers: TensorBoard event files and the file store
 * of MLflow.
 *
 * <p>It depends on records alone. The formats are written by hand, so neither tool nor protobuf is
 * needed.
 */
@NullMarked
package org.vaelab.experiments.tracking;

import org.jspecify.annotations.NullMarked;

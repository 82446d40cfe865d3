// SPDX-License-Identifier: Apache-2.0

/**
 * The progress of a comparison, read from its folder: runs that are done, at work, started, open or
 * failed, and an estimate of the time left.
 *
 * <p>The input is {@link org.vaelab.framework.record.ComparisonFolder}s. This package writes
 * nothing, opens no model, and may read a folder that processes work in.
 */
@NullMarked
package org.vaelab.experiments.progress;

import org.jspecify.annotations.NullMarked;

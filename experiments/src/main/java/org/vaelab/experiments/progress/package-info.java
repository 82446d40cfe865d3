// SPDX-License-Identifier: Apache-2.0

/**
 * The progress of a comparison, read from its folder: the runs that are done, at work, begun, left
 * or failed, and an estimate of the time left.
 *
 * <p>From {@link org.vaelab.framework.record.ComparisonFolder}s to values. It writes nothing, opens no
 * model, and may look at a folder in which processes work.
 */
@NullMarked
package org.vaelab.experiments.progress;

import org.jspecify.annotations.NullMarked;

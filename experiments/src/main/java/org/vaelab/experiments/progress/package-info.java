// SPDX-License-Identifier: Apache-2.0

/**
 * How far a comparison is, as its folder alone tells: which runs are done, at work, begun, left or
 * failed, and how long the rest may take.
 *
 * <p>From {@link org.vaelab.framework.record.ComparisonFolder}s to values. It writes nothing, opens no
 * model, and may look at a folder in which processes work.
 */
@NullMarked
package org.vaelab.experiments.progress;

import org.jspecify.annotations.NullMarked;

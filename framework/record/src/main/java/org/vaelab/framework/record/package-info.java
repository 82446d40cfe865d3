// SPDX-License-Identifier: Apache-2.0

/**
 * The files that a run writes, which are the only input of a report.
 *
 * <p>Values and files only: {@link org.vaelab.framework.record.RunRecord} and its parts, the
 * history of a run, the sheets of sample images, and the layout of the folders that hold them.
 * Estimates, numbers and names enter from training and evaluation; JSON and PNG files leave, with
 * the same bytes for the same content on every machine. Nothing here trains, evaluates or formats
 * for a reader. A record of another schema is rejected.
 */
@NullMarked
package org.vaelab.framework.record;

import org.jspecify.annotations.NullMarked;

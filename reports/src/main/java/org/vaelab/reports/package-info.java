// SPDX-License-Identifier: Apache-2.0

/**
 * The report of a comparison, written from its records alone.
 *
 * <p>The input is the folder of a comparison, the output the folder of its report. Nothing here
 * trains or evaluates, or depends on variants or experiments.
 */
@NullMarked
package org.vaelab.reports;

import org.jspecify.annotations.NullMarked;

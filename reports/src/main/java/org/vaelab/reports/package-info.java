// SPDX-License-Identifier: Apache-2.0

/**
 * The report of a comparison, written from its records alone.
 *
 * <p>The folder of a comparison enters; the folder of its report leaves. Nothing here trains or
 * evaluates, and nothing here knows variants or experiments.
 */
@NullMarked
package org.vaelab.reports;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * From a comparison to a plan: every run is frozen, hashed and tried before anything is written.
 *
 * <p>The input is a {@link org.vaelab.experiments.spec.ComparisonSpec} and the output folder. The
 * output is a {@link org.vaelab.framework.record.ComparisonPlan} in {@code plan.json}, or a {@link
 * org.vaelab.experiments.spec.UserError} and nothing written. No run is executed here.
 */
@NullMarked
package org.vaelab.experiments.plan;

import org.jspecify.annotations.NullMarked;

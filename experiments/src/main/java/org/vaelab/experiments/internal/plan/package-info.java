// SPDX-License-Identifier: Apache-2.0
/**
 * From a comparison to a plan: every run is frozen, hashed and tried before anything is written.
 *
 * <p>The input is a {@link org.vaelab.experiments.internal.config.ComparisonSpec} and the output folder. The
 * output is a {@link org.vaelab.framework.record.ComparisonPlan} in {@code plan.json}, or a {@link
 * org.vaelab.experiments.config.UserError} and nothing written. {@link
 * org.vaelab.experiments.internal.plan.Audit} warns of what is valid but may surprise the reader of the report.
 * A search is a sequence of plans, and {@link org.vaelab.experiments.internal.plan.SuccessiveHalving} its
 * algorithm. {@link org.vaelab.experiments.internal.plan.StartRun} is a finished run from whose weights others
 * start. No run is executed here.
 */
@NullMarked
package org.vaelab.experiments.internal.plan;

import org.jspecify.annotations.NullMarked;

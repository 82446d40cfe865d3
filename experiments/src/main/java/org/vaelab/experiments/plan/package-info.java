// SPDX-License-Identifier: Apache-2.0

/**
 * From a comparison to a plan: every run frozen and hashed before the first one starts, and tried
 * before anything is written.
 *
 * <p>From a {@link org.vaelab.experiments.spec.ComparisonSpec} and the output folder to a
 * {@link org.vaelab.framework.record.ComparisonPlan} in {@code plan.json}, or a {@link
 * org.vaelab.experiments.plan.PlanException} and nothing written. No run is carried out here.
 */
@NullMarked
package org.vaelab.experiments.plan;

import org.jspecify.annotations.NullMarked;

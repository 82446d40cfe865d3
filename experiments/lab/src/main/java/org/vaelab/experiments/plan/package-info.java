// SPDX-License-Identifier: Apache-2.0

/**
 * The work before training. A comparison becomes a plan of runs with hashes of their settings, in a
 * folder; runs that are already there are compared with it.
 *
 * <p>Every model is tried on a few examples ({@link org.vaelab.experiments.plan.Preflight}), and
 * checks warn of doubtful comparisons ({@link org.vaelab.experiments.plan.Audit}, {@link
 * org.vaelab.experiments.plan.Warning}). Searches by successive halving, starts from finished runs
 * and {@link org.vaelab.experiments.plan.Shard}s of a plan are here too.
 */
@NullMarked
package org.vaelab.experiments.plan;

import org.jspecify.annotations.NullMarked;

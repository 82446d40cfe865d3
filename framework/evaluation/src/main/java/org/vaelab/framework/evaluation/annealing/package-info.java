// SPDX-License-Identifier: Apache-2.0
/**
 * Annealed importance sampling of log p(x). Depends on the bound and on Hamiltonian Monte Carlo.
 */
@NullMarked
package org.vaelab.framework.evaluation.annealing;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * A page on this machine, on which comparisons are watched while they train and models are explored
 * afterwards. {@link org.vaelab.experiments.explore.Explorer} serves it. It uses the API of the
 * library alone, as any program could.
 */
@NullMarked
package org.vaelab.experiments.explore;

import org.jspecify.annotations.NullMarked;

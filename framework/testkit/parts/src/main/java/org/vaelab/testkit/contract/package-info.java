// SPDX-License-Identifier: Apache-2.0

/**
 * Contracts of the parts of a model, one for each extension point. The author of a part extends its
 * contract in a class of a few lines, and a sweep fails if a registered part has none. A further
 * contract bounds the memory of evaluation on a backend.
 *
 * <p>A contract takes names of parts and settings as in a config, and produces tests. Random checks
 * state how often a correct part fails them, and show that they find a wrong one. A bug that a
 * contract misses is a bug of the contract, and becomes a check here.
 */
@NullMarked
package org.vaelab.testkit.contract;

import org.jspecify.annotations.NullMarked;

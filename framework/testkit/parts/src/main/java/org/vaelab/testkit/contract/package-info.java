// SPDX-License-Identifier: Apache-2.0

/**
 * What the parts of a model promise: a contract for each extension point, which the author of a part
 * extends by a class of a few lines, and a sweep that fails where a registered part has none. Beside
 * them, what evaluation promises of a backend's memory.
 *
 * <p>Names of parts and settings as in a config enter; nothing leaves but tests. Random checks state
 * how often a right part fails them, and show that a wrong one would be found. A bug that a contract
 * misses is a bug of the contract: what is found elsewhere becomes a check here.
 */
@NullMarked
package org.vaelab.testkit.contract;

import org.jspecify.annotations.NullMarked;

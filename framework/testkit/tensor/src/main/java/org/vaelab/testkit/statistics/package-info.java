// SPDX-License-Identifier: Apache-2.0

/**
 * Assertions on random quantities that state how often they err.
 *
 * <p>A bare tolerance on a random quantity hides two numbers: how often a right implementation
 * fails, and how wrong an implementation must be before it does. Here both are arguments. Samples
 * enter as arrays; nothing leaves but an {@link java.lang.AssertionError}.
 */
@NullMarked
package org.vaelab.testkit.statistics;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Parts of models so small that their expectations are finite sums or known in closed form.
 *
 * <p>Parameters enter; what belongs to one test, or to a part that is under test, stays there.
 */
@NullMarked
package org.vaelab.testkit.model;

import org.jspecify.annotations.NullMarked;

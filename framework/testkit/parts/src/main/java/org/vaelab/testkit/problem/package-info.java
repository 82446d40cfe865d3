// SPDX-License-Identifier: Apache-2.0

/**
 * Test problems: models and data so small that what should come out is known, or that a training run
 * takes no time; and what tests of several modules read and compare with.
 *
 * <p>Parts enter by name, from the {@link org.vaelab.framework.plugin.Plugins} that a test gives, so
 * that the module of a family puts its own among them; where a posterior is needed only as an example,
 * it is a toy. {@link org.vaelab.testkit.problem.SmallProblem} and {@link
 * org.vaelab.testkit.problem.Bars} look for the standard likelihood and reference priors among them: the
 * standard parts are on the class path of the tests that use the two.
 */
@NullMarked
package org.vaelab.testkit.problem;

import org.jspecify.annotations.NullMarked;

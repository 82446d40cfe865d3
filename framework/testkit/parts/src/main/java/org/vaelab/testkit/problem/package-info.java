// SPDX-License-Identifier: Apache-2.0

/**
 * Test problems: models and data small enough for known results or very short trainings, and code
 * shared by the tests of several modules.
 *
 * <p>Parts are found by name in the {@link org.vaelab.framework.plugin.Plugins} of a test, so that
 * the module of a family can add its own. Example posteriors are toys. {@link
 * org.vaelab.testkit.problem.SmallProblem} and {@link org.vaelab.testkit.problem.Bars} need the
 * standard likelihood and reference priors on the class path.
 */
@NullMarked
package org.vaelab.testkit.problem;

import org.jspecify.annotations.NullMarked;

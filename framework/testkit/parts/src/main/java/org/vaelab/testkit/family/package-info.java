// SPDX-License-Identifier: Apache-2.0

/**
 * Parts of the testkit's own, as short as can be: a posterior for each way in which draws pass
 * gradients and for each space of the framework, and what else a model needs. Contracts put the part
 * under test among them, and the tests of a module that knows no family take them for posteriors.
 *
 * <p>They are announced by {@link org.vaelab.testkit.family.ToyModule}, which no services file names:
 * only tests install it.
 */
@NullMarked
package org.vaelab.testkit.family;

import org.jspecify.annotations.NullMarked;

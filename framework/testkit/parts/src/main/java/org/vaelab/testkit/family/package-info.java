// SPDX-License-Identifier: Apache-2.0

/**
 * Minimal parts of the testkit: a posterior for each kind of gradient of draws and for each space
 * of the framework, and the other parts of a model. Contracts combine them with the part under
 * test. Modules that do not depend on a family use them as posteriors in tests.
 *
 * <p>{@link org.vaelab.testkit.family.ToyModule} registers them. No services file lists it, so only
 * tests install it.
 */
@NullMarked
package org.vaelab.testkit.family;

import org.jspecify.annotations.NullMarked;

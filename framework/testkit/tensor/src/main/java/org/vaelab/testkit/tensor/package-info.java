// SPDX-License-Identifier: Apache-2.0

/**
 * The contracts of tensor backends and of differentiation, and the slow oracle they are judged by.
 *
 * <p>The tests of a backend extend {@link org.vaelab.testkit.tensor.TensorBackendContract} and
 * {@link org.vaelab.testkit.tensor.DifferentiationContract}. Those of a native backend also extend
 * {@link org.vaelab.testkit.tensor.RegionMemoryContract} and {@link
 * org.vaelab.testkit.tensor.BackendProcessContract}. {@link
 * org.vaelab.testkit.tensor.GradientCheck} checks a differentiable function. {@link
 * org.vaelab.testkit.tensor.ReferenceOperations} defines the values in plain loops over doubles,
 * and {@link org.vaelab.testkit.tensor.ReferenceBackend} offers them as a backend without natives.
 * A bug that a contract misses is a bug of the contract, and becomes a case here. The oracle is
 * slow.
 */
@NullMarked
package org.vaelab.testkit.tensor;

import org.jspecify.annotations.NullMarked;

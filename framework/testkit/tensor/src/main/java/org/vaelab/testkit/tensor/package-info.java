// SPDX-License-Identifier: Apache-2.0

/**
 * The contracts of tensor backends and of differentiation, and the slow oracle they are judged by.
 *
 * <p>Whoever writes a backend extends {@link org.vaelab.testkit.tensor.TensorBackendContract} and
 * {@link org.vaelab.testkit.tensor.DifferentiationContract}, and if it is native {@link
 * org.vaelab.testkit.tensor.RegionMemoryContract} and {@link
 * org.vaelab.testkit.tensor.BackendProcessContract}; whoever writes a differentiable
 * function checks it with {@link org.vaelab.testkit.tensor.GradientCheck}. {@link
 * org.vaelab.testkit.tensor.ReferenceOperations} defines the values in plain loops over doubles,
 * and {@link org.vaelab.testkit.tensor.ReferenceBackend} offers them as a backend without natives.
 * A bug that a contract misses is a bug of the contract: what is found elsewhere becomes a case
 * here. Nothing here is fast, and nothing outside of tests may depend on it.
 */
@NullMarked
package org.vaelab.testkit.tensor;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Steps of optimisers on tensors: Adam, gradient descent with momentum and RMSprop, each with its formula.
 * {@link org.vaelab.framework.tensor.Updates} carries one out on all parameters at once, in
 * place; a backend may do it in one operation.
 */
@NullMarked
package org.vaelab.framework.tensor.optimizer;

import org.jspecify.annotations.NullMarked;

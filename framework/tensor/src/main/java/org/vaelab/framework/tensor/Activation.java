// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

/**
 * Activations whose derivative is a function of their own output y, so that a fused layer keeps no
 * second array for its backward pass.
 */
public enum Activation {
    /** y = x; dy/dx = 1. */
    IDENTITY,
    /** y = max(x, 0); dy/dx = 1 where y > 0, else 0. */
    RELU,
    /** y = tanh x; dy/dx = 1 - y^2. */
    TANH,
    /** y = 1 / (1 + e^-x); dy/dx = y (1 - y). */
    SIGMOID,
    /** y = ln(1 + e^x); dy/dx = 1 - e^-y. */
    SOFTPLUS,
    /** y = x above 0, e^x - 1 below; dy/dx = 1 above, y + 1 below. */
    ELU;

    public Tensor apply(Tensor x) {
        return switch (this) {
            case IDENTITY -> x;
            case RELU -> x.relu();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case SOFTPLUS -> x.softplus();
            case ELU -> x.elu();
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.shape;

/**
 * Functions of single numbers between the layers of a network. The derivative of a fused one is a
 * function of its own output y, so that a fused layer keeps no second array for its backward pass.
 * Others follow the affine map as operations of their own.
 */
public enum Activation {
    /** y = x; dy/dx = 1. */
    IDENTITY(true),
    /** y = max(x, 0); dy/dx = 1 where y > 0, else 0. */
    RELU(true),
    /** y = tanh x; dy/dx = 1 - y^2. */
    TANH(true),
    /** y = 1 / (1 + e^-x); dy/dx = y (1 - y). */
    SIGMOID(true),
    /** y = ln(1 + e^x); dy/dx = 1 - e^-y. */
    SOFTPLUS(true),
    /**
     * y = x above 0, e^x - 1 below (Clevert et al. 2016, equation 15, alpha 1); dy/dx = 1 above, y
     * + 1 below.
     */
    ELU(true),
    /** y = x above 0, 0.01 x below (Maas et al. 2013, equation 2). */
    LEAKY_RELU(false),
    /**
     * y = x Phi(x) with the distribution function Phi of the standard Normal, by erf (Hendrycks and
     * Gimpel 2016, section 2); dy/dx = Phi(x) + x phi(x).
     */
    GELU(false),
    /** y = x s with s = sigmoid(x) (Elfwing et al. 2018); dy/dx = s (1 + x (1 - s)). */
    SILU(false),
    /** y = x tanh(ln(1 + e^x)) (Misra 2020, equation 1). */
    MISH(false);

    private final boolean fused;

    Activation(boolean fused) {
        this.fused = fused;
    }

    /** Returns whether backends compute it together with an affine map. */
    public boolean isFused() {
        return fused;
    }

    /** Returns the error of a backend that is asked for one that is not fused. */
    public IllegalArgumentException notFused() {
        return new IllegalArgumentException("activation " + this + " is not fused with a layer");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.shape;

import java.util.Locale;

/**
 * How the layers of networks multiply numbers of {@link DType#FLOAT32} while they are trained. All
 * other operations, all tensors and all that is computed outside {@code reducedProducts()} have the
 * precision of their dtype.
 */
public enum ProductPrecision {
    /** As the dtype says. */
    FULL,

    /**
     * NVIDIA's TensorFloat-32: factors are rounded to 11 significant bits, a relative 2^-11, and
     * products added in float32.
     */
    TF32,

    /**
     * Factors are rounded to bfloat16, 8 significant bits, a relative 2^-8; products are added in
     * float32; their sum may be rounded to bfloat16 too.
     */
    BFLOAT16;

    /** Returns the name by which {@code runtime.precision} chooses it, such as {@code bfloat16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

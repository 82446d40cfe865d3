// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.data.Modality;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What a network sees of one modality of data x.
 *
 * @param modality which values of x
 */
public record ModalityInput(Modality modality) {

    private Tensor slice(Tensor x) {
        return x.slice(-1, modality.from(), modality.to());
    }

    /**
     * Returns where the modality is observed: 1 where a value is, 0 where all are NaN.
     *
     * @param x [..., D]
     * @return [..., 1]
     */
    public Tensor observed(Tensor x) {
        Tensor own = slice(x);
        // NaN is not equal to itself.
        Tensor some = own.eq(own).sum(-1).gt(0.5);
        return some.reshape(some.shape().append(1));
    }

    /**
     * Returns the values of the modality; where it is missing they are all 0, which lies in every
     * domain.
     *
     * @param x [..., D]
     * @param observed {@link #observed} of x
     * @return [..., width]
     */
    public Tensor values(Tensor x, Tensor observed) {
        Tensor zero = x.runtime().zeros(Shape.scalar(), x.dtype());
        return slice(x).where(observed, zero);
    }
}

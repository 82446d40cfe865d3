// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.autodiff;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;

/** The derivatives of one scalar in the tracked tensors it depends on. */
public final class Gradients {

    private final IdentityHashMap<Tensor, Tensor> adjoints;

    Gradients(IdentityHashMap<Tensor, Tensor> adjoints) {
        this.adjoints = new IdentityHashMap<>(adjoints);
    }

    /** Returns dL/dw, of the shape of w; empty if L does not depend on it. */
    public Optional<Tensor> find(Tensor w) {
        return Optional.ofNullable(adjoints.get(w));
    }

    /** Returns dL/dw, of the shape of w; zeros if L does not depend on it. */
    public Tensor of(Tensor w) {
        Tensor adjoint = adjoints.get(w);
        return adjoint == null ? w.runtime().zeros(w.shape(), w.dtype()) : adjoint;
    }

    /**
     * Returns gradients in which those of some tensors are multiplied by a factor of rank 0. No
     * tape records the product.
     */
    public Gradients scaled(List<Tensor> tensors, Tensor factor) {
        Gradients scaled = new Gradients(adjoints);
        for (Tensor w : tensors) {
            scaled.adjoints.computeIfPresent(
                    w, (key, adjoint) -> w.runtime().unrecorded(() -> adjoint.mul(factor)));
        }
        return scaled;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.Update;

/**
 * Steps of optimisers, in place, each on all parameters at once, and the norm of all gradients. No
 * tape records them. The formula of a step is in its {@link OptimizerStep}.
 *
 * <p>A step takes a scale by which all gradients are multiplied first, so that clipping needs no
 * pass of its own where a backend can do without. It throws {@link IllegalArgumentException} if
 * shapes or dtypes of one update differ, an overwritten tensor is not kept, or the state has a
 * wrong number of arrays.
 */
public final class Updates {

    private Updates() {}

    /**
     * Returns the Euclidean norm of the elements of all tensors together; 0 for none. It is read at
     * once, and NaN or infinite if an element is.
     */
    public static double norm(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            return 0;
        }
        tensors.forEach(tensor -> tensor.requireFloating("norm"));
        return tensors.get(0)
                .runtime()
                .backend()
                .updates()
                .norm(tensors.stream().map(Tensor::buffer).toList());
    }

    /**
     * Returns the Euclidean norm of the elements of all tensors together as a tensor of rank 0,
     * which nobody has read yet; sums are in the dtype of the tensors.
     *
     * @param tensors at least one
     */
    public static Tensor unreadNorm(List<Tensor> tensors) {
        List<Tensor> squares = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            Tensor value = tensor.stopGradient();
            squares.add(value.square().sum().reshape(Shape.of(1)));
        }
        return Tensor.concatenate(squares, 0).sum().sqrt();
    }

    /**
     * One step of an optimiser.
     *
     * @param updates with the state that the step names
     * @param gradientScale finite
     */
    public static void step(
            List<Update<Tensor>> updates, double gradientScale, OptimizerStep step) {
        if (updates.isEmpty()) {
            return;
        }
        if (!Double.isFinite(gradientScale)) {
            throw new IllegalArgumentException(
                    "the scale of the gradients must be finite, is " + gradientScale);
        }
        TensorRuntime runtime = updates.get(0).value().runtime();
        for (Update<Tensor> update : updates) {
            if (update.state().size() != step.slots()) {
                throw new IllegalArgumentException(
                        "an update needs a state of "
                                + step.slots()
                                + " arrays, has "
                                + update.state().size());
            }
            runtime.requireAssignable(update.value(), update.gradient());
            update.state().forEach(slot -> runtime.requireAssignable(slot, update.value()));
        }
        List<Update<Buffer>> buffers = new ArrayList<>(updates.size());
        updates.forEach(update -> buffers.add(update.map(Tensor::buffer)));
        runtime.backend().updates().update(buffers, gradientScale, step);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * Steps of optimisers, in place, each on all parameters at once, and the norm of all gradients. No
 * tape records them. Their definition is the composition in {@link
 * org.vaelab.framework.tensor.spi.UpdateOperations}.
 *
 * <p>Each step takes a scale by which all gradients are multiplied first, so that clipping needs no
 * pass of its own where a backend can do without. All throw {@link IllegalArgumentException} if
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
                .norm(tensors.stream().map(Tensor::buffer).toList());
    }

    /**
     * Returns the Euclidean norm of the elements of all tensors together as a tensor of rank 0, which
     * nobody has read yet; sums are in the dtype of the tensors.
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
     * One step of Adam.
     *
     * @param updates with the first and the second moment as state
     * @param gradientScale finite
     */
    public static void adam(List<Update<Tensor>> updates, double gradientScale, AdamStep step) {
        if (!updates.isEmpty()) {
            runtime(updates)
                    .backend()
                    .adam(buffers(updates, 2, gradientScale), gradientScale, step);
        }
    }

    /**
     * One step of gradient descent with momentum.
     *
     * @param updates with the velocity as state; without state if there is no momentum
     * @param gradientScale finite
     */
    public static void momentum(
            List<Update<Tensor>> updates, double gradientScale, MomentumStep step) {
        if (!updates.isEmpty()) {
            int slots = step.momentum() == 0 ? 0 : 1;
            runtime(updates)
                    .backend()
                    .momentum(buffers(updates, slots, gradientScale), gradientScale, step);
        }
    }

    /**
     * One step of RMSprop.
     *
     * @param updates with the mean square as state
     * @param gradientScale finite
     */
    public static void rmsProp(
            List<Update<Tensor>> updates, double gradientScale, RmsPropStep step) {
        if (!updates.isEmpty()) {
            runtime(updates)
                    .backend()
                    .rmsProp(buffers(updates, 1, gradientScale), gradientScale, step);
        }
    }

    private static TensorRuntime runtime(List<Update<Tensor>> updates) {
        return updates.get(0).value().runtime();
    }

    private static List<Update<Buffer>> buffers(
            List<Update<Tensor>> updates, int slots, double gradientScale) {
        if (!Double.isFinite(gradientScale)) {
            throw new IllegalArgumentException(
                    "the scale of the gradients must be finite, is " + gradientScale);
        }
        TensorRuntime runtime = runtime(updates);
        for (Update<Tensor> update : updates) {
            if (update.state().size() != slots) {
                throw new IllegalArgumentException(
                        "an update needs a state of "
                                + slots
                                + " arrays, has "
                                + update.state().size());
            }
            runtime.requireAssignable(update.value(), update.gradient());
            update.state().forEach(slot -> runtime.requireAssignable(slot, update.value()));
        }
        List<Update<Buffer>> buffers = new ArrayList<>(updates.size());
        updates.forEach(update -> buffers.add(update.map(Tensor::buffer)));
        return buffers;
    }
}

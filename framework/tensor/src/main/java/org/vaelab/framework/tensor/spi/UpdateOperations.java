// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Steps of optimisers, in place on kept buffers, and the norm of gradients. A part of {@link
 * TensorBackend}. Each default is also the definition. Memory used for one parameter is free for
 * the next.
 *
 * <p>Lists hold one update for each parameter, the same parameters at most calls, so that a backend
 * may remember what it prepares for them. Gradients may be any view, and two parameters may have
 * one gradient: they are never written to.
 */
public interface UpdateOperations {

    /** Returns the backend whose operations the definitions use. */
    TensorBackend backend();

    /**
     * Returns the Euclidean norm of the elements of all buffers together, the sums of squares of
     * the buffers being added in float64.
     *
     * @param parts one or more floating-point buffers of one dtype
     */
    default double norm(List<Buffer> parts) {
        StorageOperations storage = backend().storage();
        ArrangementOperations arrangement = backend().arrangement();
        List<Buffer> sums = new ArrayList<>();
        for (Buffer part : parts) {
            try (StorageOperations.Region region = storage.openRegion()) {
                Buffer squares = backend().elementwise().unary(Unary.SQUARE, part);
                int[] axes = part.shape().axes();
                Buffer sum =
                        axes.length == 0
                                ? squares
                                : backend()
                                        .reductions()
                                        .reduce(Reduction.SUM, squares, axes, false);
                sums.add(region.detach(arrangement.reshape(sum, Shape.of(1))));
            }
        }
        double square = 0;
        for (double sum : storage.readDoubles(arrangement.concatenate(sums, 0))) {
            square += sum;
        }
        return Math.sqrt(square);
    }

    /**
     * One step of an optimiser on all parameters.
     *
     * @param updates with the state that the step names
     * @param gradientScale multiplies the gradients first; 1 where nothing is clipped
     */
    default void update(List<Update<Buffer>> updates, double gradientScale, OptimizerStep step) {
        ElementwiseOperations elementwise = backend().elementwise();
        for (Update<Buffer> update : updates) {
            try (StorageOperations.Region region = backend().storage().openRegion()) {
                Buffer gradient =
                        gradientScale == 1
                                ? update.gradient()
                                : elementwise.binary(
                                        Binary.MULTIPLY, update.gradient(), gradientScale);
                update(new Update<>(update.value(), gradient, update.state()), step);
            }
        }
    }

    /** One step of an optimiser on one parameter, in an open region. */
    default void update(Update<Buffer> update, OptimizerStep step) {
        step.apply(backend(), update);
    }
}

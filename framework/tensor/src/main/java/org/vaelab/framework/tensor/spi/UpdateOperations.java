// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.MomentumStep;
import org.vaelab.framework.tensor.RmsPropStep;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Update;

/**
 * Steps of optimisers, in place on kept buffers, and the norm of gradients: the part of {@link
 * FusedOperations} that knows parameters. As there, each default is also the definition. What is
 * computed on the way for one parameter gives its memory to the next.
 *
 * <p>Lists hold one update for each parameter, the same parameters at most calls, so that a backend
 * may remember what it prepares for them. Gradients may be any view, and two parameters may have one
 * gradient: they are never written to. A step multiplies them by a scale first, 1 where nothing is
 * clipped.
 */
public interface UpdateOperations {

    PrimitiveOperations primitives();

    StorageOperations storage();

    /**
     * Returns the Euclidean norm of the elements of all buffers together, the sums of squares of the
     * buffers being added in float64.
     *
     * @param parts one or more floating-point buffers of one dtype
     */
    default double norm(List<Buffer> parts) {
        PrimitiveOperations p = primitives();
        List<Buffer> sums = new ArrayList<>();
        for (Buffer part : parts) {
            try (StorageOperations.Region region = storage().openRegion()) {
                Buffer squares = p.unary(Unary.SQUARE, part);
                int[] axes = part.shape().axes();
                Buffer sum =
                        axes.length == 0 ? squares : p.reduce(Reduction.SUM, squares, axes, false);
                sums.add(region.detach(p.reshape(sum, Shape.of(1))));
            }
        }
        double square = 0;
        for (double sum : storage().readDoubles(p.concatenate(sums, 0))) {
            square += sum;
        }
        return Math.sqrt(square);
    }

    /**
     * One step of Adam, in place on kept buffers of one shape.
     *
     * @param value w, overwritten
     * @param gradient g
     * @param firstMoment m, overwritten
     * @param secondMoment v, overwritten
     */
    default void adam(
            Buffer value, Buffer gradient, Buffer firstMoment, Buffer secondMoment, AdamStep step) {
        PrimitiveOperations p = primitives();
        Buffer m =
                p.binary(
                        Binary.ADD,
                        p.binary(Binary.MULTIPLY, firstMoment, step.beta1()),
                        p.binary(Binary.MULTIPLY, gradient, 1 - step.beta1()));
        Buffer v =
                p.binary(
                        Binary.ADD,
                        p.binary(Binary.MULTIPLY, secondMoment, step.beta2()),
                        p.binary(
                                Binary.MULTIPLY,
                                p.unary(Unary.SQUARE, gradient),
                                1 - step.beta2()));
        Buffer scale =
                p.binary(
                        Binary.ADD,
                        p.unary(
                                Unary.SQRT,
                                p.binary(Binary.MULTIPLY, v, 1 / step.secondCorrection())),
                        step.epsilon());
        Buffer direction =
                p.binary(
                        Binary.MULTIPLY,
                        p.binary(Binary.DIVIDE, m, scale),
                        step.learningRate() / step.firstCorrection());
        Buffer decayed =
                p.binary(Binary.MULTIPLY, value, 1 - step.learningRate() * step.weightDecay());
        storage().assign(value, p.binary(Binary.SUBTRACT, decayed, direction));
        storage().assign(firstMoment, m);
        storage().assign(secondMoment, v);
    }

    /**
     * One step of Adam on all parameters.
     *
     * @param updates with the state (firstMoment, secondMoment)
     */
    default void adam(List<Update<Buffer>> updates, double gradientScale, AdamStep step) {
        for (Update<Buffer> update : updates) {
            try (StorageOperations.Region region = storage().openRegion()) {
                Buffer gradient = scaled(update.gradient(), gradientScale);
                adam(update.value(), gradient, update.state().get(0), update.state().get(1), step);
            }
        }
    }

    /**
     * One step of gradient descent with momentum on all parameters.
     *
     * @param updates with the state (velocity), or no state if there is no momentum
     */
    default void momentum(List<Update<Buffer>> updates, double gradientScale, MomentumStep step) {
        for (Update<Buffer> update : updates) {
            try (StorageOperations.Region region = storage().openRegion()) {
                Buffer gradient = scaled(update.gradient(), gradientScale);
                Buffer direction =
                        step.momentum() == 0
                                ? gradient
                                : carried(update.state().get(0), gradient, step);
                descend(update.value(), direction, step.learningRate());
            }
        }
    }

    /** Overwrites the velocity, and returns the direction of the step. */
    private Buffer carried(Buffer velocity, Buffer gradient, MomentumStep step) {
        PrimitiveOperations p = primitives();
        Buffer kept = p.binary(Binary.MULTIPLY, velocity, step.momentum());
        Buffer next = p.binary(Binary.ADD, kept, gradient);
        storage().assign(velocity, next);
        return step.nesterov()
                ? p.binary(Binary.ADD, gradient, p.binary(Binary.MULTIPLY, next, step.momentum()))
                : next;
    }

    /**
     * One step of RMSprop on all parameters.
     *
     * @param updates with the state (meanSquare)
     */
    default void rmsProp(List<Update<Buffer>> updates, double gradientScale, RmsPropStep step) {
        PrimitiveOperations p = primitives();
        for (Update<Buffer> update : updates) {
            try (StorageOperations.Region region = storage().openRegion()) {
                Buffer gradient = scaled(update.gradient(), gradientScale);
                Buffer meanSquare = update.state().get(0);
                Buffer next =
                        p.binary(
                                Binary.ADD,
                                p.binary(Binary.MULTIPLY, meanSquare, step.decay()),
                                p.binary(
                                        Binary.MULTIPLY,
                                        p.unary(Unary.SQUARE, gradient),
                                        1 - step.decay()));
                storage().assign(meanSquare, next);
                Buffer root = p.binary(Binary.ADD, p.unary(Unary.SQRT, next), step.epsilon());
                descend(
                        update.value(),
                        p.binary(Binary.DIVIDE, gradient, root),
                        step.learningRate());
            }
        }
    }

    private void descend(Buffer value, Buffer direction, double learningRate) {
        PrimitiveOperations p = primitives();
        Buffer change = p.binary(Binary.MULTIPLY, direction, learningRate);
        storage().assign(value, p.binary(Binary.SUBTRACT, value, change));
    }

    private Buffer scaled(Buffer gradient, double scale) {
        return scale == 1 ? gradient : primitives().binary(Binary.MULTIPLY, gradient, scale);
    }
}

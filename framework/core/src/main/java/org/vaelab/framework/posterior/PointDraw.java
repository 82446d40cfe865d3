// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Draws of point masses, whose values are made when they are asked for.
 *
 * @param value makes the values, [K, R, event]
 * @param shape of the values
 * @param input what networks are given, [K, R, width]
 */
record PointDraw(
        Supplier<Tensor> value,
        Shape shape,
        Tensor logProbability,
        Tensor input,
        TrainingEffects effects)
        implements Draw {

    @Override
    public Tensor z() {
        return value.get();
    }

    @Override
    public Tensor networkInput(NetworkInput map) {
        return input;
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new Values(
                function.apply(z()),
                () -> function.apply(logProbability),
                Optional.of(function.apply(input)),
                effects.mapped(function));
    }
}

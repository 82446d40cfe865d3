// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A layer that knows the shapes of its rows.
 *
 * @param output the shape of a row of its output: [features], or [channels, rows, columns]
 * @param parameters with names of its own
 * @param function what it computes
 */
public record Layer(Shape output, List<Parameter> parameters, Function function)
        implements Component {

    /** A map of rows. */
    @FunctionalInterface
    public interface Function {

        /**
         * Applies the map.
         *
         * @param x [N, input shape]
         * @param pass of the training step; empty in evaluation
         * @return [N, output shape]
         */
        Tensor of(Tensor x, Optional<TrainingMode.Pass> pass);
    }

    public Layer {
        parameters = List.copyOf(parameters);
    }

    /** Creates a layer that is the same in training and in evaluation. */
    public Layer(Shape output, List<Parameter> parameters, UnaryOperator<Tensor> function) {
        this(output, parameters, (x, pass) -> function.apply(x));
    }
}

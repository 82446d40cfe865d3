// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The mean over data of a sufficient statistic. It is in float64 whatever the run's precision,
 * because variances are differences of such means.
 *
 * @param parameter where it is kept
 */
public record RunningMean(Parameter parameter) {

    /** Creates a mean that is 0, the parameter {@code statistics.name}. */
    public static RunningMean of(TensorRuntime runtime, String name, Shape shape) {
        try (TensorScope scope = runtime.scope()) {
            Tensor zeros = runtime.zeros(shape, DType.FLOAT64);
            return new RunningMean(Parameter.state("statistics." + name, zeros));
        }
    }

    /** Moves it towards the mean of a batch: {@code s <- (1 - rate) s + rate mean}. */
    public void move(Tensor mean, double rate) {
        Tensor wide = mean.cast(DType.FLOAT64).stopGradient();
        parameter.assign(rate == 1 ? wide : value().mul(1 - rate).add(wide.mul(rate)));
    }

    public Tensor value() {
        return parameter.value();
    }
}

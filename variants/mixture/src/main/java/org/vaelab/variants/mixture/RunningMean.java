// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The mean over data of a sufficient statistic, in float64 whatever the run's precision: variances are
 * differences of such means.
 *
 * @param parameter where it is kept
 */
record RunningMean(Parameter parameter) {

    /** Returns a mean that starts from 0, as state of a name. */
    static RunningMean of(TensorRuntime runtime, String name, Shape shape) {
        try (TensorScope scope = runtime.scope()) {
            Tensor zeros = runtime.zeros(shape, DType.FLOAT64);
            return new RunningMean(Parameter.state("statistics." + name, zeros));
        }
    }

    /** Moves it towards the mean of a batch: {@code s <- (1 - rate) s + rate mean}. */
    void move(Tensor mean, double rate) {
        Tensor wide = mean.cast(DType.FLOAT64);
        parameter.assign(rate == 1 ? wide : value().mul(1 - rate).add(wide.mul(rate)));
    }

    /** Returns the mean, float64. */
    Tensor value() {
        return parameter.value();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * {@code m <- decay m + (1 - decay) value}, from 0.
 *
 * @param parameter m, a scalar
 * @param decay in [0, 1)
 */
record MovingAverage(Parameter parameter, double decay) {

    static MovingAverage named(String name, TensorRuntime runtime, double decay) {
        try (TensorScope scope = runtime.scope()) {
            return new MovingAverage(Parameter.state(name, runtime.scalar(0)), requireDecay(decay));
        }
    }

    static double requireDecay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay must be in [0, 1), is " + decay);
        }
        return decay;
    }

    Tensor value() {
        return parameter.value();
    }

    void add(Tensor scalar) {
        parameter.assign(value().mul(decay).add(scalar.mul(1 - decay)));
    }
}

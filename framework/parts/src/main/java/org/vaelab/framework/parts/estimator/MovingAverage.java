// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * {@code m <- decay m + (1 - decay) value}, from 0.
 *
 * <p>As a baseline it is one number for all examples, the moving average of the mean signal of
 * earlier batches (the reinforcement comparison of Williams 1992). A batch enters it after its
 * step, so that no draw is in its own baseline.
 *
 * @param parameter m, a scalar
 * @param decay in [0, 1)
 */
record MovingAverage(Parameter parameter, double decay) implements Baseline {

    static MovingAverage named(String name, TensorRuntime runtime, double decay) {
        try (TensorScope scope = runtime.scope()) {
            return new MovingAverage(Parameter.state(name, runtime.scalar(0)), requireDecay(decay));
        }
    }

    static double requireDecay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new SettingException("decay", "must be in [0, 1), is " + decay);
        }
        return decay;
    }

    Tensor value() {
        return parameter.value();
    }

    void add(Tensor scalar) {
        parameter.assign(value().mul(decay).add(scalar.mul(1 - decay)));
    }

    @Override
    public Centred of(Tensor signal, Batch batch) {
        return new Centred(
                signal.sub(value()), Optional.empty(), List.of(clock -> add(signal.mean())));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(parameter);
    }
}

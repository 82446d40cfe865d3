// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** Moves the parameters of a part, and compares the gradients in them with finite differences. */
public final class ParameterProbe {

    private static final double STEP = 1e-5;

    private ParameterProbe() {}

    /** Adds Normal noise to all parameters, so that the symmetry of a start hides nothing. */
    public static void move(Component part, RandomKey key, double scale) {
        for (Parameter parameter : part.parameters()) {
            Tensor value = parameter.value().stopGradient();
            Tensor noise = value.runtime().normal(key.split(parameter.name()), value.shape());
            parameter.assign(value.add(noise.mul(scale)));
        }
    }

    /**
     * Compares every derivative of the sum of a value.
     *
     * @param value computed anew at each call, in float64
     */
    public static void compareWithDifferences(Component part, Supplier<Tensor> value) {
        for (Parameter parameter : part.parameters()) {
            compareWithDifferences(parameter, value);
        }
    }

    /** Compares every derivative of the sum of a value in one parameter. */
    public static void compareWithDifferences(Parameter parameter, Supplier<Tensor> value) {
        TensorRuntime runtime = parameter.value().runtime();
        double[] start = parameter.value().readDoubles();
        double[] analytic;
        try (GradientTape tape = GradientTape.record(runtime)) {
            // The tape rejects a value that depends on nothing.
            Tensor none = parameter.value().sum().mul(0);
            Gradients gradients = tape.gradients(value.get().sum().add(none));
            analytic = gradients.of(parameter.value()).readDoubles();
        }
        for (int i = 0; i < start.length; i++) {
            double[] sums = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] shifted = start.clone();
                shifted[i] += side == 0 ? STEP : -STEP;
                parameter.assign(runtime.tensor(shifted, parameter.value().shape()));
                sums[side] = value.get().sum().readScalar();
            }
            assertThat(analytic[i])
                    .as(parameter.name() + " " + i)
                    .isCloseTo((sums[0] - sums[1]) / (2 * STEP), within(1e-6));
        }
        parameter.assign(runtime.tensor(start, parameter.value().shape()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A function at a point, with the gradient of the sum of its values.
 *
 * @param values of the function, row-major
 * @param gradients one array per input
 */
public record Differentiated(List<Double> values, List<double[]> gradients) {

    public Differentiated {
        values = List.copyOf(values);
        gradients = List.copyOf(gradients);
    }

    public static Differentiated at(
            TensorRuntime runtime,
            Function<List<Tensor>, Tensor> function,
            List<double[]> points,
            List<Shape> shapes) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            List<Tensor> inputs = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                inputs.add(runtime.keep(runtime.tensor(points.get(i), shapes.get(i)), true));
            }
            Tensor value = function.apply(inputs);
            List<Double> values = Arrays.stream(value.readDoubles()).boxed().toList();
            Gradients gradients = tape.gradients(value.sum());
            List<double[]> read =
                    inputs.stream().map(in -> gradients.of(in).readDoubles()).toList();
            inputs.forEach(runtime::release);
            return new Differentiated(values, read);
        }
    }

    public static Differentiated at(
            TensorRuntime runtime, Function<Tensor, Tensor> function, double[] point, Shape shape) {
        return at(runtime, in -> function.apply(in.get(0)), List.of(point), List.of(shape));
    }

    public double[] value() {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    public double[] gradient() {
        return gradients.get(0);
    }
}

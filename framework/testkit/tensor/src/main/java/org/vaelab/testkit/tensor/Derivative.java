// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** The derivative of a function of tensors at a point, with its inputs joined to one vector. */
final class Derivative {

    private final TensorRuntime runtime;
    private final Function<List<Tensor>, Tensor> function;
    private final List<Shape> shapes;
    private final double[] point;
    private final Shape output;

    Derivative(
            TensorRuntime runtime, Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
        for (Tensor input : inputs) {
            if (input.dtype() != DType.FLOAT64) {
                throw new IllegalArgumentException("inputs must be FLOAT64, not " + input);
            }
        }
        this.runtime = runtime;
        this.function = function;
        this.shapes = inputs.stream().map(Tensor::shape).toList();
        this.point = inputs.stream().flatMapToDouble(t -> Arrays.stream(t.readDoubles())).toArray();
        try (TensorScope scope = runtime.scope()) {
            this.output = function.apply(tensors(point)).shape();
        }
    }

    int size() {
        return point.length;
    }

    double value(int position) {
        return point[position];
    }

    Shape output() {
        return output;
    }

    String index(int position) {
        return GradientCheck.indexIn(output, position);
    }

    /** Names an element of the joined inputs. */
    String describe(int position) {
        int input = 0;
        int rest = position;
        while (rest >= shapes.get(input).size()) {
            rest -= shapes.get(input).size();
            input++;
        }
        return "input "
                + input
                + " of shape "
                + shapes.get(input)
                + ", element "
                + GradientCheck.indexIn(shapes.get(input), rest)
                + " = "
                + point[position];
    }

    /** Returns J^T u by a tape; zeros if the result depends on no input. */
    double[] pullback(double[] cotangent) {
        List<Tensor> parameters = new ArrayList<>();
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            tensors(point).forEach(t -> parameters.add(runtime.keep(t, true)));
            Tensor y = function.apply(parameters);
            Tensor loss = y.mul(runtime.tensor(cotangent, output).cast(y.dtype())).sum();
            if (!loss.isTracked()) {
                return new double[point.length];
            }
            Gradients gradients = tape.gradients(loss);
            return parameters.stream()
                    .flatMapToDouble(p -> Arrays.stream(gradients.of(p).readDoubles()))
                    .toArray();
        } finally {
            parameters.forEach(runtime::release);
        }
    }

    /** Returns (f(x + h v) - f(x - h v)) / 2h. */
    double[] difference(double[] direction, double step) {
        double[] above = evaluate(direction, step);
        double[] below = evaluate(direction, -step);
        double[] difference = new double[above.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = (above[i] - below[i]) / (2 * step);
        }
        return difference;
    }

    private double[] evaluate(double[] direction, double step) {
        double[] moved = point.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        try (TensorScope scope = runtime.scope()) {
            return function.apply(tensors(moved)).readDoubles();
        }
    }

    private List<Tensor> tensors(double[] joined) {
        List<Tensor> tensors = new ArrayList<>();
        int from = 0;
        for (Shape shape : shapes) {
            int to = from + shape.size();
            tensors.add(runtime.tensor(Arrays.copyOfRange(joined, from, to), shape));
            from = to;
        }
        return tensors;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Rows of which the output of a layer is known, worked out by hand:
 *
 * <pre>{@code
 * KnownOutput known =
 *         KnownOutput.of("{width: 2}", Shape.of(2), 3, 4)
 *                 .with("weight", 1, 2, 0, -1)
 *                 .gives(3, 2);
 * }</pre>
 *
 * @param settings of the layer, of those of its contract or others
 * @param seen the shape of a row
 * @param x the numbers of one or more rows
 * @param parameters numbers of parameters by name; the others stay as they start
 * @param isTraining whether it is the output of a training step
 * @param y the output
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record KnownOutput(
        String settings,
        Shape seen,
        double[] x,
        Map<String, double[]> parameters,
        boolean isTraining,
        double[] y) {

    /** Some hundred roundings, and the twelve digits that a number may be stated with. */
    private static final double RELATIVE = 1e-10;

    /** Returns rows that are seen in evaluation, whose output is not yet stated. */
    public static KnownOutput of(String settings, Shape seen, double... x) {
        return new KnownOutput(settings, seen, x, Map.of(), false, new double[0]);
    }

    /** Returns the same with the numbers of a parameter. */
    public KnownOutput with(String parameter, double... numbers) {
        Map<String, double[]> all = new LinkedHashMap<>(parameters);
        all.put(parameter, numbers);
        return new KnownOutput(settings, seen, x, all, isTraining, y);
    }

    /** Returns the same in a training step, the first. */
    public KnownOutput inTraining() {
        return new KnownOutput(settings, seen, x, parameters, true, y);
    }

    /** Returns the same with its output. */
    public KnownOutput gives(double... output) {
        return new KnownOutput(settings, seen, x, parameters, isTraining, output);
    }

    /** Asserts that a layer has the output. */
    void check(TensorRuntime runtime, Layer layer, RandomKey key) {
        parameters.forEach((name, numbers) -> assign(runtime, layer.parameters(), name, numbers));
        Tensor rows = runtime.tensor(x, seen.prepend(x.length / seen.size()));
        String what =
                "the output of %s with %s%s, against the known output"
                        .formatted(seen, settings, isTraining ? " in training" : "");
        PartContract.assertClose(what, output(layer, rows, key).readDoubles(), y, RELATIVE);
    }

    private Tensor output(Layer layer, Tensor rows, RandomKey key) {
        if (!isTraining) {
            return layer.function().of(rows, Optional.empty());
        }
        try (TrainingMode.Pass pass = new TrainingMode().begin(key, layer.parameters())) {
            return layer.function().of(rows, Optional.of(pass));
        }
    }

    private static void assign(
            TensorRuntime runtime, List<Parameter> all, String name, double[] numbers) {
        Parameter own =
                all.stream()
                        .filter(of -> of.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "a known output names the parameter '%s', and the layer has %s"
                                                        .formatted(
                                                                name,
                                                                all.stream()
                                                                        .map(Parameter::name)
                                                                        .toList())));
        own.assign(runtime.tensor(numbers, own.value().shape()));
    }
}

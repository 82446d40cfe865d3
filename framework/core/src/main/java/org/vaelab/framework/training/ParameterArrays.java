// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** Copies parameters to the arrays of a checkpoint and back. */
public final class ParameterArrays {

    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};

    private ParameterArrays() {}

    /** Adds a copy of each parameter under {@code prefix.name}. */
    public static void copy(
            List<Parameter> parameters, String prefix, Map<String, Checkpoint.Array> into) {
        for (Parameter parameter : parameters) {
            into.put(prefix + "." + parameter.name(), copy(parameter));
        }
    }

    private static Checkpoint.Array copy(Parameter parameter) {
        int[] shape = parameter.value().shape().toArray();
        return parameter.value().dtype() == DType.FLOAT64
                ? new Checkpoint.Array(shape, NO_FLOATS, parameter.value().readDoubles())
                : new Checkpoint.Array(shape, parameter.value().readFloats(), NO_DOUBLES);
    }

    /**
     * Overwrites each parameter by the array {@code prefix.name}, converted to the parameter's
     * dtype: a model may be used in another precision than it was trained in.
     *
     * @throws IllegalArgumentException if one is missing or of another shape; it is named
     */
    public static void restore(
            List<Parameter> parameters, String prefix, Map<String, Checkpoint.Array> from) {
        for (Parameter parameter : parameters) {
            String name = prefix + "." + parameter.name();
            Checkpoint.Array array = from.get(name);
            if (array == null) {
                throw new IllegalArgumentException("the checkpoint has no array " + name);
            }
            restore(parameter, name, array);
        }
    }

    /** Restores parameters, and removes their arrays from those that are left. */
    static void take(
            List<Parameter> parameters, String prefix, Map<String, Checkpoint.Array> left) {
        restore(parameters, prefix, left);
        parameters.forEach(parameter -> left.remove(prefix + "." + parameter.name()));
    }

    private static void restore(Parameter parameter, String name, Checkpoint.Array array) {
        Shape shape = Shape.of(array.shape());
        if (!shape.equals(parameter.value().shape())) {
            throw new IllegalArgumentException(
                    "the checkpoint's %s has shape %s, the model's %s"
                            .formatted(name, shape, parameter.value().shape()));
        }
        TensorRuntime runtime = parameter.value().runtime();
        try (TensorScope scope = runtime.scope()) {
            parameter.assign(
                    array.isDouble()
                            ? runtime.tensor(array.doubles(), shape, parameter.value().dtype())
                            : runtime.tensor(array.floats(), shape)
                                    .cast(parameter.value().dtype()));
        }
    }
}

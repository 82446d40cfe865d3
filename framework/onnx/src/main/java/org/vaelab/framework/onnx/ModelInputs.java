// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * What both halves of a model are given, by name.
 *
 * @param shape of one datum
 * @param condition what is given beside
 * @param units of the data, which graphs take and return
 */
record ModelInputs(DataShape shape, Condition condition, DataUnits units) {

    /** The name of the data. */
    static final String DATA = "x";

    /** Returns the shape of one datum: channels, rows and columns of an image, or the values. */
    Shape each() {
        return shape.isFlat()
                ? Shape.of(shape.size())
                : Shape.of(shape.channels(), shape.height(), shape.width());
    }

    /** Returns the data as models take them, [B, D]. */
    Tensor data(TracedProgram.Inputs inputs) {
        return units.toModel(inputs.of(DATA, each()).reshape(inputs.rows(), shape.size()));
    }

    /** Returns the columns of the condition. */
    Map<String, Tensor> given(TracedProgram.Inputs inputs) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Condition.Column column : condition.columns()) {
            Tensor values = inputs.of(column.name(), Shape.of(column.width()));
            given.put(
                    column.name(),
                    column instanceof Condition.Values part
                            ? units.givenToModel(part.name(), values)
                            : values);
        }
        return given;
    }
}

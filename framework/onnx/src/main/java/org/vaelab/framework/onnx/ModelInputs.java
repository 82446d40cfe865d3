// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The inputs of both halves of a model, by name.
 *
 * @param units of the data, which graphs take and return
 */
record ModelInputs(DataShape shape, Condition condition, DataUnits units) {

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

    /**
     * The units of the data, where a model computes with standardised values.
     *
     * @param standardization of all values of a datum; empty: a model computes with the data as they are
     * @param split what of a datum is given; empty if nothing is
     */
    record DataUnits(Optional<Standardization> standardization, Optional<ValueSplit> split) {

        /** Returns modelled values, [..., D], as the model takes them. */
        Tensor toModel(Tensor x) {
            return standardization.map(by -> standardized(x, by.ofModelled(split))).orElse(x);
        }

        /** Returns values that are given under a name, [..., width], as the model takes them. */
        Tensor givenToModel(String part, Tensor given) {
            return standardization
                    .map(by -> standardized(given, by.at(split.orElseThrow().part(part).places())))
                    .orElse(given);
        }

        private static Tensor standardized(Tensor x, Standardization by) {
            return x.sub(x.runtime().vector(by.mean())).div(x.runtime().vector(by.deviation()));
        }

        /** Returns modelled values that the model made, [..., D], in the units of the data. */
        Tensor toData(Tensor y) {
            return standardization
                    .map(by -> by.ofModelled(split))
                    .map(
                            by ->
                                    y.mul(y.runtime().vector(by.deviation()))
                                            .add(y.runtime().vector(by.mean())))
                    .orElse(y);
        }

        /** Returns the numbers that determine the distribution of the data. */
        Map<String, Tensor> numbers(OutputDistribution y, Tensor like) {
            return standardization
                    .map(by -> by.ofModelled(split))
                    .map(
                            by ->
                                    y.numbersOf(
                                            like.runtime().vector(by.mean()),
                                            like.runtime().vector(by.deviation())))
                    .orElseGet(y::numbers);
        }
    }
}

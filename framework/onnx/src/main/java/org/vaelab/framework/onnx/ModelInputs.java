// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.onnx.trace.TracedProgram;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The inputs of both halves of a model, by name, in the units of the data.
 *
 * @param standardization of all values of a datum; empty if the model computes with the data as
 *     they are
 * @param split the given part of a datum; empty if nothing is given
 */
record ModelInputs(
        DataShape shape,
        Conditioning condition,
        Optional<Standardization> standardization,
        Optional<ValueSplit> split) {

    static final String DATA = "x";

    /** Returns the shape of one datum: channels, rows and columns of an image, or the values. */
    Shape each() {
        return shape.isFlat()
                ? Shape.of(shape.size())
                : Shape.of(shape.channels(), shape.height(), shape.width());
    }

    /** Returns the data as the model takes them, [B, D]. */
    Tensor data(TracedProgram.Inputs inputs) {
        Tensor x = inputs.of(DATA, each()).reshape(inputs.rows(), shape.size());
        return ofModelled().map(by -> standardized(x, by)).orElse(x);
    }

    /** Returns the columns of the condition as the model takes them. */
    Map<String, Tensor> given(TracedProgram.Inputs inputs) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Conditioning.Column column : condition.columns()) {
            given.put(column.name(), given(column, inputs));
        }
        return given;
    }

    private Tensor given(Conditioning.Column column, TracedProgram.Inputs inputs) {
        if (column instanceof Conditioning.Values part) {
            return given(part, inputs);
        }
        if (column instanceof Conditioning.Text text) {
            return text.of(inputs.of(text.name(), Shape.of(text.length())));
        }
        return inputs.of(column.name(), Shape.of(column.width()));
    }

    private Tensor given(Conditioning.Values part, TracedProgram.Inputs inputs) {
        Tensor values = inputs.of(part.name(), Shape.of(part.view().values().size()));
        return part.view()
                .of(
                        standardization
                                .map(all -> standardized(values, ofGiven(all, part.name())))
                                .orElse(values));
    }

    private Optional<Standardization> ofModelled() {
        return standardization.map(by -> by.ofModelled(split));
    }

    private Standardization ofGiven(Standardization all, String part) {
        return all.at(split.orElseThrow().part(part).places());
    }

    private static Tensor standardized(Tensor x, Standardization by) {
        return x.sub(x.runtime().vector(by.mean())).div(x.runtime().vector(by.deviation()));
    }

    /** Returns values that the model made, [..., D], in the units of the data. */
    Tensor toData(Tensor y) {
        TensorRuntime runtime = y.runtime();
        return ofModelled()
                .map(by -> y.mul(runtime.vector(by.deviation())).add(runtime.vector(by.mean())))
                .orElse(y);
    }

    /** Returns the numbers that determine the distribution of the data, in their units. */
    Map<String, Tensor> numbers(OutputDistribution y, TensorRuntime runtime) {
        return ofModelled()
                .map(by -> y.numbersOf(runtime.vector(by.mean()), runtime.vector(by.deviation())))
                .orElseGet(y::numbers);
    }
}

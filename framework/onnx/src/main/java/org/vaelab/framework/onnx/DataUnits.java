// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.tensor.Tensor;

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

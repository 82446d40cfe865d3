// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.tensor.Tensor;

/**
 * Examples for sheets and CSV files. If part of x is given to a conditional model, x is still shown
 * whole. Values keep the scale of the model until they are written.
 *
 * @param shape of the shown values
 * @param split the given part of x; empty if there is none
 * @param standardization of the model's values; empty: values are as loaded
 * @param areTexts whether the values are tokens
 */
record Pictures(
        DataShape shape,
        Optional<ValueSplit> split,
        Optional<Standardization> standardization,
        boolean areTexts) {

    private static final float MISSING = 0.5f;

    static Pictures of(PreparedData data) {
        Optional<ValueSplit> split = data.split();
        return new Pictures(
                split.map(ValueSplit::whole).orElse(data.shape()),
                split,
                data.standardization(),
                data.domain() == ValueDomain.TOKENS);
    }

    double inUnits(int place, float value) {
        return standardization.isEmpty() || Float.isNaN(value)
                ? value
                : standardization.get().restore(place, value);
    }

    /** Returns images with the values of the data. Missing values are grey. */
    float[][] images(float[][] rows) {
        float[][] images = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            images[i] = new float[rows[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                float value = (float) inUnits(j, rows[i][j]);
                images[i][j] = Float.isNaN(value) ? MISSING : value;
            }
        }
        return images;
    }

    /** Returns whether the examples are images of one or three channels. */
    boolean areImages() {
        return !shape.isFlat() && (shape.channels() == 1 || shape.channels() == 3);
    }

    float[][] of(MiniBatch batch) {
        float[] values =
                split.map(
                                parts ->
                                        parts.joined(
                                                batch.values(),
                                                parts.given().stream()
                                                        .map(part -> batch.given(part.name()))
                                                        .toList()))
                        .orElseGet(batch::values);
        return rows(values, batch.size(), shape.size());
    }

    /**
     * Returns x from the values that a model generated and from its condition.
     *
     * @param modelled [n, modelled]
     * @param given the columns by name, [n, width] each; zeros are shown of what is not there, and NaN of
     *     texts, of which a condition has no tokens
     */
    float[][] of(float[][] modelled, Map<String, Tensor> given) {
        return of(modelled, part -> shown(part, modelled.length, given));
    }

    private float[] shown(String part, int size, Map<String, Tensor> given) {
        if (!areTexts && given.containsKey(part)) {
            return given.get(part).readFloats();
        }
        float[] values = new float[size * split.orElseThrow().part(part).width()];
        if (areTexts) {
            Arrays.fill(values, Float.NaN);
        }
        return values;
    }

    /**
     * Returns x from the values that a model generated and from its condition.
     *
     * @param modelled [n, modelled]
     * @param given from the name of a part to its values, [n, width]
     */
    float[][] of(float[][] modelled, Function<String, float[]> given) {
        if (split.isEmpty()) {
            return modelled;
        }
        int width = split.get().places().length;
        float[] flat = new float[modelled.length * width];
        for (int i = 0; i < modelled.length; i++) {
            System.arraycopy(modelled[i], 0, flat, i * width, width);
        }
        List<float[]> rest =
                split.get().given().stream().map(part -> given.apply(part.name())).toList();
        return rows(split.get().joined(flat, rest), modelled.length, shape.size());
    }

    static float[][] rows(float[] values, int count, int width) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }
}

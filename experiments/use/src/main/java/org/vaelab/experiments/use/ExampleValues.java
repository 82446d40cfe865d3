// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Form.Display;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.tensor.Tensor;

/**
 * How the values of examples are written: as images, as the columns of the user's table, as texts,
 * or as series. Examples of several modalities are written one modality at a time. If part of x is
 * given to a conditional model, x is still written whole. Values keep the scale of the model until
 * they are written.
 *
 * @param shape of a whole example
 * @param split the given part of x; empty if there is none
 * @param standardization of the model's values; empty: values are as loaded
 * @param facts what else is known of them: columns, vocabulary, variables of series, modalities
 */
record ExampleValues(
        DataShape shape,
        Optional<ValueSplit> split,
        Optional<Standardization> standardization,
        DataFacts facts) {

    private static final float MISSING = 0.5f;

    /** Returns how examples are written; of series without what is given. */
    public static ExampleValues of(DataSummary data) {
        boolean isSeries = data.form().isSeries();
        Optional<ValueSplit> split = isSeries ? Optional.empty() : data.split();
        return new ExampleValues(
                split.map(ValueSplit::whole).orElse(data.shape()),
                split,
                data.standardization(),
                data.facts());
    }

    /**
     * Returns how the values of each modality are written, by name; empty unless there are several.
     */
    public Map<String, ExampleValues> parts() {
        Map<String, ExampleValues> parts = new LinkedHashMap<>();
        for (Modality each : facts.form().modalities()) {
            Optional<Standardization> own =
                    standardization.map(
                            all -> all.at(IntStream.range(each.from(), each.to()).toArray()));
            parts.put(
                    each.name(),
                    new ExampleValues(each.shape(), Optional.empty(), own, each.facts()));
        }
        return parts;
    }

    public Display display() {
        return facts.form().display(shape);
    }

    /**
     * Checks that the examples fit the format of a file.
     *
     * @throws IllegalArgumentException if they are no images or no texts, and the file is one of such
     */
    void requireFitting(Path file) {
        if (ExampleFiles.isSheet(file) && display() != Display.IMAGES) {
            throw new IllegalArgumentException(
                    (display() == Display.SERIES ? "series" : "data of shape " + shape)
                            + " are no images; write them to a .csv file instead of "
                            + file);
        }
        if (ExampleFiles.isOfLines(file) && display() != Display.TEXTS) {
            throw new IllegalArgumentException(
                    "the data are no texts; write them to a .csv file instead of " + file);
        }
    }

    /**
     * Returns the columns of a table of examples. One of series has a row for each step, which is
     * numbered from 1 on.
     *
     * @param numbers whether the table holds numbers alone: categories are their places, and dates
     *     are days since 1970-01-01; a series is one row
     */
    public List<Field> columns(boolean numbers) {
        Form form = facts.form();
        return numbers ? form.numberFields(shape.size()) : form.fields(shape.size());
    }

    /** Returns what a value is called. */
    public String name(int place) {
        return facts.form().name(place);
    }

    /**
     * Returns the rows of an example, as {@link #columns(boolean)} are; null where a value is
     * missing.
     *
     * @param example whole, on the scale of the model
     */
    public List<List<@Nullable Object>> rows(float[] example, boolean numbers) {
        double[] restored = new double[example.length];
        for (int d = 0; d < example.length; d++) {
            restored[d] = inUnits(d, example[d]);
        }
        return numbers ? List.of(Form.numbers(restored)) : facts.form().rows(restored);
    }

    /**
     * Returns a value as a cell of its column has it: a category by name, a whole number if all
     * values of training are whole numbers.
     */
    String filling(int place, float value) {
        Object cell = facts.form().filledCell(place, inUnits(place, value));
        return cell instanceof Float number ? OutputTable.number(number) : String.valueOf(cell);
    }

    /** Returns the text of an example. */
    public String text(float[] example) {
        return facts.form().vocabulary().orElseThrow().text(example);
    }

    double inUnits(int place, float value) {
        return standardization.isEmpty() || Float.isNaN(value)
                ? value
                : standardization.get().restore(place, value);
    }

    /**
     * Returns images as a sheet, those of several kinds of each example one below the other.
     * Missing values are grey.
     *
     * @throws IllegalArgumentException if the examples are no images
     */
    public SampleSheet sheet(int columns, List<float[][]> kinds) {
        if (display() != Display.IMAGES) {
            throw new IllegalArgumentException("data of shape " + shape + " are no images");
        }
        List<float[][]> shown = kinds.stream().map(this::images).toList();
        return SampleSheet.below(shape.channels(), shape.height(), shape.width(), columns, shown);
    }

    /** Returns images with the values of the data. Missing values are grey. */
    private float[][] images(float[][] rows) {
        float[][] images = inUnits(rows);
        for (float[] image : images) {
            for (int j = 0; j < image.length; j++) {
                image[j] = Float.isNaN(image[j]) ? MISSING : image[j];
            }
        }
        return images;
    }

    /** Returns whole examples of the model in the units of the data. */
    public float[][] inUnits(float[][] rows) {
        float[][] values = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            values[i] = new float[rows[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                values[i][j] = (float) inUnits(j, rows[i][j]);
            }
        }
        return values;
    }

    /** Returns whole examples of the model in the units of the data, in double precision. */
    public double[][] exact(float[][] rows) {
        return Stream.of(rows)
                .map(
                        row ->
                                IntStream.range(0, row.length)
                                        .mapToDouble(j -> inUnits(j, row[j]))
                                        .toArray())
                .toArray(double[][]::new);
    }

    /** Returns the same numbers in double precision. */
    static double[][] doubles(float[][] rows) {
        return Stream.of(rows)
                .map(row -> IntStream.range(0, row.length).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
    }

    /** Returns the same numbers in single precision. */
    static float[][] floats(double[][] rows) {
        float[][] values = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            values[i] = new float[rows[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                values[i][j] = (float) rows[i][j];
            }
        }
        return values;
    }

    /** Returns these values of examples that are in the units of the data already. */
    public ExampleValues restored() {
        return new ExampleValues(shape, split, Optional.empty(), facts);
    }

    /** Returns whole examples of a batch. */
    public float[][] of(MiniBatch batch) {
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
     * @param given the columns by name, [n, width] each; zeros are shown of what is not there, and
     *     nothing of texts, of which a condition has no tokens
     */
    public float[][] of(float[][] modelled, Map<String, Tensor> given) {
        return of(modelled, part -> shown(part, modelled.length, given));
    }

    private float[] shown(String part, int size, Map<String, Tensor> given) {
        if (display() != Display.TEXTS && given.containsKey(part)) {
            return given.get(part).readFloats();
        }
        float[] values = new float[size * split.orElseThrow().part(part).width()];
        Arrays.fill(values, display() == Display.TEXTS ? Float.NaN : 0);
        return values;
    }

    /**
     * Returns x from the values that a model generated and from its condition.
     *
     * @param modelled [n, modelled]
     * @param given from the name of a part to its values, [n, width]
     */
    public float[][] of(float[][] modelled, Function<String, float[]> given) {
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

    /** Splits [count, width] into its rows. */
    public static float[][] rows(float[] values, int count, int width) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }
}

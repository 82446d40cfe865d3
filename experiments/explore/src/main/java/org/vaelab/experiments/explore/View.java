// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueSplit;

/** An example as the page draws it. A number that is NaN is missing. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = View.Image.class, name = "image"),
    @JsonSubTypes.Type(value = View.Text.class, name = "text"),
    @JsonSubTypes.Type(value = View.Series.class, name = "series"),
    @JsonSubTypes.Type(value = View.Row.class, name = "row"),
    @JsonSubTypes.Type(value = View.Modalities.class, name = "modalities")
})
sealed interface View {

    List<String> COLOURS = List.of("red", "green", "blue");

    /**
     * An image.
     *
     * @param values [channels, height, width]
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Image(int channels, int height, int width, double[] values) implements View {}

    record Text(String text) implements View {}

    /**
     * A series.
     *
     * @param values [steps, names]
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Series(List<String> names, int steps, double[] values) implements View {}

    /** A row of a table, or a vector: field j is its value j. */
    record Row(List<Field> fields) implements View {}

    /** A value with its name: a number, the name of a category, or null if it is missing. */
    record Field(String name, @Nullable Object value) {}

    /** An example of several modalities. */
    record Modalities(List<Part> parts) implements View {}

    /**
     * A modality.
     *
     * @param from the place of its first value among those of the example
     */
    record Part(String name, int from, int width, View view) {}

    /** Returns the shape of a whole row of the data of a model. */
    static DataShape shape(DataSummary data) {
        return data.split().map(ValueSplit::whole).orElse(data.shape());
    }

    /** Returns a row of the data of a model, in their units. */
    static View of(Model model, double[] row) {
        DataSummary data = model.summary();
        return of(data.form(), shape(data), row);
    }

    /** Returns rows of the data of a model. */
    static List<View> all(Model model, double[][] rows) {
        return Arrays.stream(rows).map(row -> of(model, row)).toList();
    }

    /** Returns what value j is called. */
    static String name(DataSummary data, int j) {
        return name(data.form(), shape(data), j);
    }

    /** Returns what value j of examples of a form and a shape is called; a pixel has its place, counted from 1. */
    static String name(Form form, DataShape shape, int j) {
        List<String> variables = form.variables();
        if (!variables.isEmpty()) {
            return "%s, step %s"
                    .formatted(variables.get(j % variables.size()), j / variables.size() + 1);
        }
        if (form.display(shape) != Form.Display.IMAGES) {
            return form.name(j);
        }
        int pixel = j % (shape.height() * shape.width());
        int channel = j / (shape.height() * shape.width());
        String place =
                "row %s, column %s".formatted(pixel / shape.width() + 1, pixel % shape.width() + 1);
        return shape.channels() == COLOURS.size() ? place + ", " + COLOURS.get(channel) : place;
    }

    private static View of(Form form, DataShape shape, double[] row) {
        return switch (form.display(shape)) {
            case IMAGES -> new Image(shape.channels(), shape.height(), shape.width(), row);
            case TEXTS -> new Text(form.vocabulary().orElseThrow().text(floats(row)));
            case SERIES -> {
                List<String> names = form.variables();
                yield new Series(names, row.length / names.size(), row);
            }
            case MODALITIES ->
                    new Modalities(
                            form.modalities().stream().map(each -> part(each, row)).toList());
            case ROWS -> {
                List<@Nullable Object> cells = form.row(row);
                List<Field> fields = new ArrayList<>();
                for (int j = 0; j < row.length; j++) {
                    fields.add(new Field(form.name(j), cells.get(j)));
                }
                yield new Row(fields);
            }
        };
    }

    private static Part part(Modality each, double[] row) {
        double[] own = Arrays.copyOfRange(row, each.from(), each.to());
        return new Part(each.name(), each.from(), each.width(), of(each.form(), each.shape(), own));
    }

    private static float[] floats(double[] row) {
        float[] floats = new float[row.length];
        for (int j = 0; j < row.length; j++) {
            floats[j] = (float) row[j];
        }
        return floats;
    }
}

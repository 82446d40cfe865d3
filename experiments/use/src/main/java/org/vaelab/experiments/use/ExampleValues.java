// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
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
    private static final double SECONDS_OF_A_DAY = 86_400;
    private static final double MICROS_OF_A_DAY = 86_400e6;
    private static final double LARGEST_WHOLE = 1e15;

    public static ExampleValues of(DataSummary data) {
        Optional<ValueSplit> split = data.split();
        return new ExampleValues(
                split.map(ValueSplit::whole).orElse(data.shape()),
                split,
                data.standardization(),
                data.facts());
    }

    /**
     * Returns how the values of each modality are written, by name; empty unless there are several.
     */
    public Map<String, Of> parts() {
        Map<String, Of> parts = new LinkedHashMap<>();
        for (Modality each : facts.modalities()) {
            Optional<Standardization> own =
                    standardization.map(
                            all -> all.at(IntStream.range(each.from(), each.to()).toArray()));
            parts.put(
                    each.name(),
                    new Of(
                            each,
                            new ExampleValues(each.shape(), Optional.empty(), own, each.facts())));
        }
        return parts;
    }

    /** How the values of a modality are written. */
    public record Of(Modality modality, ExampleValues values) {}

    /** Returns whether the examples are images of one or three channels. */
    public boolean areImages() {
        return !shape.isFlat() && (shape.channels() == 1 || shape.channels() == 3) && !areSeries();
    }

    public boolean areSeries() {
        return !facts.variables().isEmpty();
    }

    public boolean areTexts() {
        return facts.vocabulary().isPresent();
    }

    /**
     * Returns the columns of a table of examples. One of series has a row for each step, which is
     * numbered from 1 on.
     *
     * @param numbers whether the table holds numbers alone: categories are their places, and dates
     *     are days since 1970-01-01; a series is one row
     */
    public List<OutputColumn> columns(boolean numbers) {
        if (areTexts() && !numbers) {
            return List.of(OutputColumn.text("text"));
        }
        List<OutputColumn> all = new ArrayList<>();
        if (areSeries() && !numbers) {
            all.add(OutputColumn.key("step"));
            facts.variables().forEach(variable -> all.add(OutputColumn.number(variable)));
            return all;
        }
        for (int d = 0; d < shape.size(); d++) {
            all.add(new OutputColumn(name(d), numbers || !isNamed(d), false));
        }
        return all;
    }

    /** Returns what a value is called. */
    public String name(int place) {
        return facts.columns().isEmpty() ? "x" + place : facts.columns().get(place).name();
    }

    private boolean isNamed(int place) {
        return !facts.columns().isEmpty()
                && (facts.columns().get(place).kind().hasCategories()
                        || facts.columns().get(place).kind() == Column.Kind.DATE);
    }

    /**
     * Returns the rows of an example, as {@link #columns(boolean)} are; null where a value is
     * missing.
     *
     * @param example whole, on the scale of the model
     */
    public List<List<@Nullable Object>> rows(float[] example, boolean numbers) {
        if (areTexts() && !numbers) {
            return List.of(List.of(text(example)));
        }
        if (!areSeries() || numbers) {
            return List.of(cells(example, 0, example.length, numbers));
        }
        List<List<@Nullable Object>> steps = new ArrayList<>();
        int width = facts.variables().size();
        for (int t = 0; t < example.length / width; t++) {
            List<@Nullable Object> step = new ArrayList<>();
            step.add(Integer.toString(t + 1));
            step.addAll(cells(example, t * width, (t + 1) * width, false));
            steps.add(step);
        }
        return steps;
    }

    private List<@Nullable Object> cells(float[] example, int from, int to, boolean numbers) {
        return IntStream.range(from, to)
                .mapToObj(d -> cell(d, example[d], numbers))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    }

    private @Nullable Object cell(int place, float value, boolean numbers) {
        if (Float.isNaN(value)) {
            return null;
        }
        double x = inUnits(place, value);
        return !numbers && isNamed(place) ? named(facts.columns().get(place), x) : number(x);
    }

    /**
     * Returns the cells of an example with all its digits, as {@link #columns(boolean)} are; null
     * where a value is missing.
     *
     * @param example whole, in the units of the data, and no text
     */
    List<@Nullable Object> exactCells(double[] example, boolean numbers) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int d = 0; d < example.length; d++) {
            cells.add(Double.isNaN(example[d]) ? null : exactCell(d, example[d], numbers));
        }
        return cells;
    }

    private Object exactCell(int place, double x, boolean numbers) {
        if (!numbers && isNamed(place)) {
            Column column = facts.columns().get(place);
            return column.kind() == Column.Kind.DATE ? moment(x) : column.categories().get((int) x);
        }
        boolean isWhole = Double.compare(x, (double) (long) x) == 0 && Math.abs(x) < LARGEST_WHOLE;
        return isWhole ? (Object) (long) x : x;
    }

    /** Returns the date and time, to a microsecond, that is read as a number of days. */
    private static String moment(double days) {
        long near = Math.round(days * MICROS_OF_A_DAY);
        long micros =
                LongStream.rangeClosed(near - 1, near + 1)
                        .filter(each -> each / MICROS_OF_A_DAY == days)
                        .findFirst()
                        .orElse(near);
        LocalDateTime moment = LocalDateTime.of(1970, 1, 1, 0, 0).plus(micros, ChronoUnit.MICROS);
        boolean isDay = moment.toLocalTime().equals(LocalTime.MIDNIGHT);
        return isDay ? moment.toLocalDate().toString() : moment.toString();
    }

    private static Object number(double x) {
        if (x == (float) x) {
            return (float) x;
        }
        return x;
    }

    /**
     * Returns a value as a cell of its column has it: a category by name, a whole number if all
     * values of training are whole numbers.
     */
    String filling(int place, float value) {
        boolean isRounded = !areSeries() && facts.columns().get(place).whole() && !isNamed(place);
        Object cell =
                isRounded ? number(Math.rint(inUnits(place, value))) : cell(place, value, false);
        return cell instanceof Float number ? OutputTable.number(number) : String.valueOf(cell);
    }

    /**
     * A mean over categories, such as a probability, has the nearest name, unless names are
     * numbers.
     */
    private static Object named(Column column, double x) {
        if (column.kind() == Column.Kind.DATE) {
            return date(column.whole() ? Math.rint(x) : x);
        }
        List<String> names = column.categories();
        boolean isPlace = x == Math.rint(x) && x >= 0 && x < names.size();
        if (!isPlace && names.stream().allMatch(name -> name.matches("-?[0-9.]+"))) {
            return (float) x;
        }
        return names.get((int) Math.max(0, Math.min(names.size() - 1, Math.rint(x))));
    }

    /** Returns a date as ISO 8601 writes it, with a time if it is not a whole day. */
    private static String date(double days) {
        return days == Math.rint(days)
                ? LocalDate.ofEpochDay((long) days).toString()
                : LocalDateTime.ofEpochSecond(
                                Math.round(days * SECONDS_OF_A_DAY), 0, ZoneOffset.UTC)
                        .toString();
    }

    /** Returns the text of an example. */
    public String text(float[] example) {
        return facts.vocabulary().orElseThrow().text(example);
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
        if (!areImages()) {
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
        if (facts.vocabulary().isEmpty() && given.containsKey(part)) {
            return given.get(part).readFloats();
        }
        float[] values = new float[size * split.orElseThrow().part(part).width()];
        Arrays.fill(values, facts.vocabulary().isPresent() ? Float.NaN : 0);
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

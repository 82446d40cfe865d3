// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an example is beside its numbers: what they are called, which of them may be missing, and
 * how they are written for a reader. The numbers of all forms lie in one row.
 *
 * <p>What the other forms have is empty in each: {@link #columns} of all but a table, {@link
 * #vocabulary} of all but texts.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "form")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Form.Arrays.class, name = "arrays"),
    @JsonSubTypes.Type(value = Form.Table.class, name = "table"),
    @JsonSubTypes.Type(value = Form.Texts.class, name = "texts"),
    @JsonSubTypes.Type(value = Form.Series.class, name = "series"),
    @JsonSubTypes.Type(value = Form.Modalities.class, name = "modalities")
})
public sealed interface Form {

    /** Returns the form of vectors and images, whose values have no names. */
    static Form arrays() {
        return new Arrays();
    }

    /** Returns the form of rows with such columns, one for each value; without any, of arrays. */
    static Form table(List<Column> columns) {
        return columns.isEmpty() ? arrays() : new Table(columns);
    }

    /** Returns the columns of a table, one for each value, in order. */
    default List<Column> columns() {
        return List.of();
    }

    default Optional<Vocabulary> vocabulary() {
        return Optional.empty();
    }

    /** Returns the names of the numbers that a step of a series has. */
    default List<String> variables() {
        return List.of();
    }

    /** Returns the blocks of values of which a datum consists, in order. */
    default List<Modality> modalities() {
        return List.of();
    }

    /** Returns the name of value j, as a column of a written table has it. */
    default String name(int j) {
        return "x" + j;
    }

    /** Returns what value j is called in messages. */
    default String place(int j) {
        return "value " + j;
    }

    /**
     * Returns whether a value may stand at place j of an example.
     *
     * @param domain of the whole example
     * @param mayMiss whether values may be missing, which are NaN
     */
    default boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
        return Double.isNaN(value) ? mayMiss : domain.contains(value);
    }

    /**
     * A column of a file of examples.
     *
     * @param isNumber whether its cells are numbers; else texts
     */
    record Field(String name, boolean isNumber) {}

    /**
     * Returns the columns of a file of examples.
     *
     * @param width the number of values of an example
     */
    default List<Field> fields(int width) {
        return IntStream.range(0, width).mapToObj(j -> new Field(name(j), true)).toList();
    }

    /** Returns what the rows of one example are called, if it has several; they count from 1. */
    default Optional<String> rowName() {
        return Optional.empty();
    }

    /**
     * Returns the rows of an example in a file, as {@link #fields} are; null where a value is
     * missing.
     *
     * @param example in the units of the data
     */
    default List<List<@Nullable Object>> rows(double[] example) {
        return List.of(cells(example, 0, example.length, this::cell));
    }

    /** Returns the cell of value j for a reader. */
    default Object cell(int j, double value) {
        return number(value);
    }

    /** Returns the cell of value j, from which a reader of data gets the same number. */
    default Object exactCell(int j, double value) {
        return exactNumber(value);
    }

    /** Returns the cell of value j as training has them: a whole number where all are. */
    default Object filledCell(int j, double value) {
        return cell(j, value);
    }

    /** Returns whether examples of a shape are images of one or three channels. */
    default boolean areImages(DataShape shape) {
        return !shape.isFlat() && (shape.channels() == 1 || shape.channels() == 3);
    }

    /** How a value is written. */
    @FunctionalInterface
    interface Writing {
        Object cell(int j, double value);
    }

    /** Returns the cells of some values, null where one is missing. */
    static List<@Nullable Object> cells(double[] values, int from, int to, Writing how) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int j = from; j < to; j++) {
            cells.add(Double.isNaN(values[j]) ? null : how.cell(j, values[j]));
        }
        return cells;
    }

    /** Returns a number in single precision where that is exact, which has fewer digits. */
    static Object number(double value) {
        if (value == (float) value) {
            return (float) value;
        }
        return value;
    }

    /** Returns a number with all its digits. */
    private static Object exactNumber(double value) {
        // Below 1e15, a double holds every whole number.
        boolean isWhole =
                Double.compare(value, (double) (long) value) == 0 && Math.abs(value) < 1e15;
        return isWhole ? (Object) (long) value : value;
    }

    /** Returns the texts by which a checksum tells data of equal values apart, in order. */
    default List<String> identity() {
        return List.of();
    }

    /** Returns this form of examples, single values of which may be missing. */
    default Form withMissing() {
        return this;
    }

    /** Vectors and images. */
    record Arrays() implements Form {}

    /** Rows of a table, whose columns may be of several kinds. */
    record Table(List<Column> columns) implements Form {

        public Table {
            columns = List.copyOf(columns);
        }

        @Override
        public String name(int j) {
            return columns.get(j).name();
        }

        @Override
        public String place(int j) {
            return "value '" + columns.get(j).name() + "'";
        }

        @Override
        public List<Field> fields(int width) {
            return columns.stream().map(of -> new Field(of.name(), !of.kind().isNamed())).toList();
        }

        @Override
        public Object cell(int j, double value) {
            return columns.get(j).cell(value);
        }

        @Override
        public Object exactCell(int j, double value) {
            Column column = columns.get(j);
            return column.kind().isNamed()
                    ? column.exactName(value)
                    : Form.super.exactCell(j, value);
        }

        @Override
        public Object filledCell(int j, double value) {
            Column column = columns.get(j);
            boolean isRounded = column.whole() && !column.kind().isNamed();
            return column.cell(isRounded ? Math.rint(value) : value);
        }

        @Override
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            boolean isOfColumn = domain == ValueDomain.COLUMNS && !Double.isNaN(value);
            return isOfColumn
                    ? columns.get(j).contains(value)
                    : Form.super.contains(domain, j, value, mayMiss);
        }

        @Override
        public List<String> identity() {
            // The text is part of the format of checksums.
            return columns.stream()
                    .filter(column -> column.kind().hasCategories())
                    .map(
                            column ->
                                    "\ncolumn Column[name=%s, kind=%s, categories=%s]"
                                            .formatted(
                                                    column.name(),
                                                    column.kind(),
                                                    column.categories()))
                    .toList();
        }
    }

    /** Texts: the tokens of a vocabulary. After the end of a text, all values are NaN. */
    record Texts(Vocabulary words) implements Form {

        @Override
        public Optional<Vocabulary> vocabulary() {
            return Optional.of(words);
        }

        @Override
        public List<Field> fields(int width) {
            return List.of(new Field("text", false));
        }

        @Override
        public List<List<@Nullable Object>> rows(double[] example) {
            float[] tokens = new float[example.length];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = (float) example[t];
            }
            return List.of(List.of(words.text(tokens)));
        }

        @Override
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            return Double.isNaN(value)
                    ? mayMiss || j > 0
                    : (domain.contains(value) && value < words.size());
        }

        @Override
        public List<String> identity() {
            return List.of("\ntokens " + words.tokens());
        }
    }

    /**
     * Series [T, D], of which steps and numbers may be missing.
     *
     * @param variables the names of the D numbers
     */
    record Series(List<String> variables) implements Form {

        public Series {
            variables = List.copyOf(variables);
        }

        @Override
        public String place(int j) {
            int width = variables.size();
            return "step %s, variable '%s'".formatted(1 + j / width, variables.get(j % width));
        }

        @Override
        public List<Field> fields(int width) {
            return variables.stream().map(name -> new Field(name, true)).toList();
        }

        @Override
        public Optional<String> rowName() {
            return Optional.of("step");
        }

        @Override
        public List<List<@Nullable Object>> rows(double[] example) {
            List<List<@Nullable Object>> steps = new ArrayList<>();
            for (int from = 0; from < example.length; from += variables.size()) {
                steps.add(Form.cells(example, from, from + variables.size(), this::cell));
            }
            return steps;
        }

        @Override
        public boolean areImages(DataShape shape) {
            return false;
        }
    }

    /** Several modalities, one after the other. */
    record Modalities(List<Modality> modalities) implements Form {

        public Modalities {
            modalities = List.copyOf(modalities);
        }

        private Modality at(int j) {
            return modalities.stream()
                    .filter(each -> j >= each.from() && j < each.to())
                    .findFirst()
                    .orElseThrow(() -> new IndexOutOfBoundsException(j));
        }

        @Override
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            Modality of = at(j);
            return (mayMiss && Double.isNaN(value))
                    || of.form().contains(of.domain(), j - of.from(), value, of.hasMissing());
        }

        @Override
        public List<String> identity() {
            List<String> texts = new ArrayList<>();
            for (Modality each : modalities) {
                texts.add("\nmodality " + each.name() + " " + each.from());
                texts.addAll(each.form().identity());
            }
            return texts;
        }

        @Override
        public Form withMissing() {
            return new Modalities(modalities.stream().map(Modality::withMissing).toList());
        }
    }
}

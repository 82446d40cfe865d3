// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.FileTable.Field;

/**
 * What an example is beside its numbers: what they are called, which of them may be missing, and
 * how they are written for a reader. The numbers of all forms lie in one row.
 *
 * <p>What the other forms have is empty in each: {@link #columns} of all but a table, {@link
 * #vocabulary} of all but texts.
 *
 * <p>A new form is a record here, with its name in the list of types. What no form can leave open is
 * abstract. If none of {@link Display} fits, the compiler names the place that needs a new one. A
 * source makes examples of the form.
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

    /** Returns the columns of values at some places; empty if values have none. */
    default List<Column> columns(int[] places) {
        return List.of();
    }

    /** Returns the names of {@link #columns}. */
    default List<String> columnNames() {
        return columns().stream().map(Column::name).toList();
    }

    /**
     * Returns what each value is, as a column; that of a modality without columns has its name.
     * Empty if all values are numbers of one domain.
     */
    default List<Column> kinds() {
        return columns();
    }

    default Optional<Vocabulary> vocabulary() {
        return Optional.empty();
    }

    /** Returns the names of the numbers that a step of a series has; empty if this is none. */
    default List<String> variables() {
        return List.of();
    }

    /** Returns whether an example is a series. */
    @JsonIgnore
    default boolean isSeries() {
        return !variables().isEmpty();
    }

    /** Returns the steps of a season of series; 0 if none is stated. */
    default int season() {
        return 0;
    }

    /** Returns the blocks of values of which a datum consists, in order. */
    default List<Modality> modalities() {
        return List.of();
    }

    /** How a reader looks at examples, which chooses the files of samples. */
    enum Display {
        /** Images of one or three channels, on a sheet. */
        IMAGES("png"),
        /** Texts, a line each. */
        TEXTS("txt"),
        /** Series: curves, or rows of a table, one for each step. */
        SERIES("csv"),
        /** Several modalities, a file each. */
        MODALITIES("csv"),
        /** Rows of a table. */
        ROWS("csv");

        private final String ending;

        Display(String ending) {
            this.ending = ending;
        }

        /** Returns the usual ending of the file of such examples. */
        public String ending() {
            return ending;
        }

        private static Display of(DataShape shape) {
            boolean hasColours = shape.channels() == 1 || shape.channels() == 3;
            return !shape.isFlat() && hasColours ? IMAGES : ROWS;
        }
    }

    /** Returns how a reader looks at examples of a shape. */
    Display display(DataShape shape);

    /**
     * Returns the ending of a file from which a reader of data gets the same examples: {@code csv},
     * {@code txt} or {@code npy}.
     */
    String exactEnding();

    /** Returns what a user may write for an example in a command, in words; empty: only a file. */
    default Optional<String> literal() {
        return Optional.empty();
    }

    /**
     * Returns why examples are not of this form; empty if they may be.
     *
     * @param width the number of values of an example
     */
    Optional<String> obstacle(ValueDomain domain, int width);

    /** Returns in what another form differs, so that learned weights mean nothing for it. */
    Optional<String> difference(Form here);

    /** Returns the texts by which a checksum tells data of equal values apart, in order. */
    List<String> identity();

    /** Returns whether examples are rows of a file, which may have other columns too. */
    boolean areRowsOfFile();

    /** Returns whether an example may end before its last place; the values after its end are NaN. */
    boolean mayEnd();

    /** Returns whether an example is all that its file has for it, and not a part of it. */
    default boolean isWhole(double[] example) {
        return true;
    }

    /**
     * Returns the number of values that differ in meaning: values j and j + n are the same variable
     * at two places of an example.
     *
     * @param width the number of values of an example
     */
    int period(int width);

    /** Returns whether value j is a number that can be standardised. */
    default boolean isScaled(ValueDomain domain, int j) {
        return true;
    }

    /**
     * Returns a value that may stand in the place of value j.
     *
     * @param mean of value j in training
     * @param uniform in [0, 1), from which it is drawn
     */
    default double standIn(ValueDomain domain, int j, double mean, double uniform) {
        return StandIns.value(domain, mean, uniform);
    }

    /** Returns the name of value j, as a column of a written table has it. */
    default String name(int j) {
        return "x" + j;
    }

    /** Returns the place of the value that a column of a file has in its row; -1 if none has it. */
    default int placeOf(String column) {
        return columnNames().indexOf(column);
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
     * Returns the columns of a file of examples.
     *
     * @param width the number of values of an example
     */
    List<Field> fields(int width);

    /**
     * Returns the rows of an example in a file, as {@link #fields} are; null where a value is
     * missing.
     *
     * @param example in the units of the data
     */
    List<List<@Nullable Object>> rows(double[] example);

    /** Returns the fields of a file that has all values of an example as numbers, in one row. */
    default List<Field> numberFields(int width) {
        return IntStream.range(0, width).mapToObj(j -> Field.number(name(j))).toList();
    }

    /** Returns the values of an example as numbers, null where one is missing. */
    static List<@Nullable Object> numbers(double[] example) {
        return cells(example, 0, example.length, j -> number(example[j]));
    }

    /** Returns the cells of an example in one row, from which a reader gets the same numbers. */
    default List<@Nullable Object> exactRow(double[] example) {
        return cells(example, 0, example.length, j -> exactCell(j, example[j]));
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

    /** Returns cells j, null where the value is missing. */
    private static List<@Nullable Object> cells(
            double[] values, int from, int to, IntFunction<Object> cell) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int j = from; j < to; j++) {
            cells.add(Double.isNaN(values[j]) ? null : cell.apply(j));
        }
        return cells;
    }

    /** Returns the cells of an example in one row; null where a value is missing. */
    default List<@Nullable Object> row(double[] example) {
        return cells(example, 0, example.length, j -> cell(j, example[j]));
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

    /** Returns why values of a domain need another form than one that describes none of them. */
    private static Optional<String> undescribed(ValueDomain domain) {
        return switch (domain) {
            case COLUMNS -> Optional.of("columns of several kinds are not described");
            case MODALITIES -> Optional.of("modalities that are not described");
            case TOKENS -> Optional.of("tokens without a vocabulary");
            case BINARY, GREY_LEVELS, UNIT_INTERVAL, REAL, COUNTS -> Optional.empty();
        };
    }

    /** Returns this form of examples, single values of which may be missing. */
    default Form withMissing() {
        return this;
    }

    /** Vectors and images. */
    record Arrays() implements Form {

        @Override
        public Display display(DataShape shape) {
            return Display.of(shape);
        }

        @Override
        public String exactEnding() {
            return "npy";
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, int width) {
            return Form.undescribed(domain);
        }

        @Override
        public Optional<String> difference(Form here) {
            return Optional.empty();
        }

        @Override
        public List<String> identity() {
            return List.of();
        }

        @Override
        public boolean areRowsOfFile() {
            return false;
        }

        @Override
        public boolean mayEnd() {
            return false;
        }

        @Override
        public int period(int width) {
            return width;
        }

        @Override
        public List<Field> fields(int width) {
            return numberFields(width);
        }

        @Override
        public List<List<@Nullable Object>> rows(double[] example) {
            return List.of(row(example));
        }
    }

    /** Rows of a table, whose columns may be of several kinds. */
    record Table(List<Column> columns) implements Form {

        public Table {
            columns = List.copyOf(columns);
        }

        @Override
        public List<Column> columns(int[] places) {
            return IntStream.of(places).mapToObj(columns::get).toList();
        }

        @Override
        public Display display(DataShape shape) {
            return Display.of(shape);
        }

        @Override
        public String exactEnding() {
            return "csv";
        }

        @Override
        public Optional<String> literal() {
            return Optional.of("column=value,...");
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, int width) {
            if (columns.size() != width) {
                return Optional.of(
                        "%s columns are described, an example has %s values"
                                .formatted(columns.size(), width));
            }
            return domain == ValueDomain.COLUMNS ? Optional.empty() : Form.undescribed(domain);
        }

        @Override
        public Optional<String> difference(Form here) {
            return IntStream.range(0, Math.min(columns.size(), here.columns().size()))
                    .mapToObj(j -> columns.get(j).difference(here.columns().get(j)))
                    .flatMap(Optional::stream)
                    .findFirst();
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

        @Override
        public boolean areRowsOfFile() {
            return true;
        }

        @Override
        public boolean mayEnd() {
            return false;
        }

        @Override
        public int period(int width) {
            return width;
        }

        @Override
        public boolean isScaled(ValueDomain domain, int j) {
            return domain != ValueDomain.COLUMNS || columns.get(j).kind().isReal();
        }

        @Override
        public double standIn(ValueDomain domain, int j, double mean, double uniform) {
            return domain == ValueDomain.COLUMNS
                    ? StandIns.ofColumn(columns.get(j), mean, uniform)
                    : Form.super.standIn(domain, j, mean, uniform);
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
            return columns.stream()
                    .map(
                            of ->
                                    of.kind().isNamed()
                                            ? Field.text(of.name())
                                            : Field.number(of.name()))
                    .toList();
        }

        @Override
        public List<List<@Nullable Object>> rows(double[] example) {
            return List.of(row(example));
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
    }

    /** Texts: the tokens of a vocabulary. After the end of a text, all values are NaN. */
    record Texts(Vocabulary words) implements Form {

        @Override
        public Optional<Vocabulary> vocabulary() {
            return Optional.of(words);
        }

        @Override
        public Display display(DataShape shape) {
            return Display.TEXTS;
        }

        @Override
        public String exactEnding() {
            return "txt";
        }

        @Override
        public Optional<String> literal() {
            return Optional.of("a text");
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, int width) {
            return domain == ValueDomain.TOKENS ? Optional.empty() : Form.undescribed(domain);
        }

        @Override
        public Optional<String> difference(Form here) {
            return here.vocabulary().flatMap(words::difference);
        }

        @Override
        public List<String> identity() {
            return List.of("\ntokens " + words.tokens());
        }

        @Override
        public boolean areRowsOfFile() {
            return false;
        }

        @Override
        public boolean mayEnd() {
            return true;
        }

        /** {@inheritDoc} Tokens may be unknown, and a text without an end is cut. */
        @Override
        public boolean isWhole(double[] text) {
            int last = text.length - 1;
            boolean isLong =
                    last > 0 && Double.isNaN(text[last]) && text[last - 1] > Vocabulary.END;
            return !isLong && DoubleStream.of(text).noneMatch(token -> token == Vocabulary.UNKNOWN);
        }

        @Override
        public int period(int width) {
            return width;
        }

        @Override
        public double standIn(ValueDomain domain, int j, double mean, double uniform) {
            return domain == ValueDomain.TOKENS
                    ? StandIns.ofVocabulary(words, uniform)
                    : Form.super.standIn(domain, j, mean, uniform);
        }

        @Override
        public List<Field> fields(int width) {
            return List.of(Field.text("text"));
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
    }

    /**
     * Series [T, D], of which steps and numbers may be missing.
     *
     * @param variables the names of the D numbers
     * @param season the steps of a season; 0 if none is stated
     */
    record Series(List<String> variables, int season) implements Form {

        public Series {
            variables = List.copyOf(variables);
        }

        /** Series without a stated season. */
        public Series(List<String> variables) {
            this(variables, 0);
        }

        @Override
        public Display display(DataShape shape) {
            return Display.SERIES;
        }

        @Override
        public String exactEnding() {
            return "npy";
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, int width) {
            return Form.undescribed(domain);
        }

        @Override
        public Optional<String> difference(Form here) {
            return Optional.empty();
        }

        @Override
        public List<String> identity() {
            return List.of();
        }

        @Override
        public boolean areRowsOfFile() {
            return true;
        }

        /** {@inheritDoc} The numbers after the end of a series are missing values. */
        @Override
        public boolean mayEnd() {
            return false;
        }

        @Override
        public int period(int width) {
            return variables.size();
        }

        @Override
        public int placeOf(String column) {
            return variables.indexOf(column);
        }

        @Override
        public String place(int j) {
            int width = variables.size();
            return "step %s, variable '%s'".formatted(1 + j / width, variables.get(j % width));
        }

        /** {@inheritDoc} A row is a step, and the first column has its number, from 1. */
        @Override
        public List<Field> fields(int width) {
            return Stream.concat(
                            Stream.of(Field.text("step")), variables.stream().map(Field::number))
                    .toList();
        }

        @Override
        public List<List<@Nullable Object>> rows(double[] example) {
            List<List<@Nullable Object>> steps = new ArrayList<>();
            for (int from = 0; from < example.length; from += variables.size()) {
                List<@Nullable Object> step =
                        Form.cells(
                                example, from, from + variables.size(), j -> cell(j, example[j]));
                step.add(0, Integer.toString(steps.size() + 1));
                steps.add(step);
            }
            return steps;
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
        public List<Column> kinds() {
            return modalities.stream().flatMap(each -> each.kinds().stream()).toList();
        }

        @Override
        public Display display(DataShape shape) {
            return Display.MODALITIES;
        }

        @Override
        public String exactEnding() {
            return "npy";
        }

        @Override
        public Optional<String> obstacle(ValueDomain domain, int width) {
            return domain == ValueDomain.MODALITIES
                    ? Optional.empty()
                    : Form.undescribed(domain).or(() -> Form.undescribed(ValueDomain.MODALITIES));
        }

        @Override
        public Optional<String> difference(Form here) {
            return IntStream.range(0, Math.min(modalities.size(), here.modalities().size()))
                    .mapToObj(
                            m ->
                                    modalities
                                            .get(m)
                                            .form()
                                            .difference(here.modalities().get(m).form())
                                            .map(
                                                    text ->
                                                            "modality '%s': %s"
                                                                    .formatted(
                                                                            modalities
                                                                                    .get(m)
                                                                                    .name(),
                                                                            text)))
                    .flatMap(Optional::stream)
                    .findFirst();
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
        public boolean areRowsOfFile() {
            return false;
        }

        @Override
        public boolean mayEnd() {
            return modalities.stream().anyMatch(each -> each.form().mayEnd());
        }

        @Override
        public int period(int width) {
            return width;
        }

        @Override
        public double standIn(ValueDomain domain, int j, double mean, double uniform) {
            Modality of = at(j);
            return of.form().standIn(of.domain(), j - of.from(), mean, uniform);
        }

        @Override
        public List<Field> fields(int width) {
            return numberFields(width);
        }

        @Override
        public List<List<@Nullable Object>> rows(double[] example) {
            return List.of(row(example));
        }

        @Override
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            Modality of = at(j);
            return (mayMiss && Double.isNaN(value))
                    || of.form().contains(of.domain(), j - of.from(), value, of.hasMissing());
        }

        @Override
        public Form withMissing() {
            return new Modalities(modalities.stream().map(Modality::withMissing).toList());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What a {@link Condition} gives a model: labels, values, test examples,
 * or rows of a file. It may also give a label that is a latent variable of the model, instead of
 * drawing it.
 */
final class ConditionOption {

    /** The value that takes examples of the test data in turn, as {@link #inTurn}. */
    static final String TEST = "test";

    /** The value that takes each label in turn, as {@link #inTurn}. */
    public static final String EACH = "each";

    private static final int IN_TURN = 10;

    private final Conditioning condition;
    private final List<Conditioning.Label> labels;
    private final DataSummary data;
    private final Supplier<Examples> test;

    public ConditionOption(GenerativeModel model, PreparedData data) {
        this(model, data, data::test);
    }

    /**
     * @param test the test examples, which are asked for only if a condition is taken from them
     */
    public ConditionOption(GenerativeModel model, DataSummary data, Supplier<Examples> test) {
        this.test = test;
        this.condition = model.condition();
        this.labels = new ArrayList<>(condition.labels());
        model.latents().stream()
                .map(LatentVariable::observation)
                .flatMap(Optional::stream)
                .forEach(labels::add);
        this.data = data;
    }

    /**
     * Returns a condition, as {@link Conditioning#unseen} has it. It cycles through the labels, so
     * that each column of a sheet has one label. If networks see values of x, it cycles through the
     * first {@value #IN_TURN} test examples; if there is an exposure alone, through all.
     */
    public Map<String, Tensor> inTurn(int n, TensorRuntime runtime) {
        if (condition.labels().size() < condition.columns().size()) {
            return ofTest(n, runtime);
        }
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Conditioning.Label label : labels) {
            int[] values = new int[n];
            int period = Math.max(IN_TURN, label.width());
            Arrays.setAll(values, i -> i % period % label.width());
            given.put(label.name(), label.of(values, runtime));
        }
        return given;
    }

    /**
     * Returns the default condition of draws: each label with its share among the training
     * examples, and of several columns of labels each by itself. A label that is a latent variable
     * is left to the prior. If networks see values of x, or there is an exposure, all is as {@link
     * #inTurn}.
     */
    private Map<String, Tensor> drawn(int n, RandomKey key, TensorRuntime runtime) {
        if (condition.labels().size() < condition.columns().size()) {
            return ofTest(n, runtime);
        }
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Conditioning.Label label : condition.labels()) {
            double[] logs = label.labels().trained().stream().mapToDouble(Math::log).toArray();
            int[] values = key.split(label.name()).categorical(logs, logs.length, n);
            given.put(label.name(), label.of(values, runtime));
        }
        return given;
    }

    private Map<String, Tensor> ofTest(int n, TensorRuntime runtime) {
        Examples examples = test.get();
        int distinct = Math.min(condition.isNone() ? n : IN_TURN, examples.size());
        int[] rows = IntStream.range(0, n).map(i -> i % distinct).toArray();
        MiniBatch batch = new Chunks(examples.select(rows), n).at(0);
        return condition.unseen(batch, runtime);
    }

    /**
     * Returns the columns of the condition by name, as {@link Conditioning#unseen} has them.
     *
     * @param key draws what is not given, if the condition does so
     * @throws IllegalArgumentException if the model has no such column, the column no such value, a
     *     column of the model is not given, or a file is invalid
     */
    Map<String, Tensor> of(Condition chosen, int n, RandomKey key, TensorRuntime runtime)
            throws IOException {
        Map<String, Tensor> given = new LinkedHashMap<>();
        if (chosen.drawsOthers()) {
            given.putAll(drawn(n, key.split("condition"), runtime));
        }
        Set<String> named = new HashSet<>();
        for (var part : chosen.given()) {
            String text = part.toString();
            if (!part.column().isEmpty()) {
                if (!named.add(part.column())) {
                    throw new IllegalArgumentException(
                            "condition: '%s' is given twice".formatted(part.column()));
                }
                put(part, n, runtime, given);
            } else if (isFile(text)) {
                requireSome(text);
                given.putAll(ofFile(Path.of(text), n, runtime));
            } else if (text.equals(TEST)) {
                requireSome(text);
                given.putAll(ofTest(n, runtime));
            } else if (text.equals(EACH)) {
                given.putAll(inTurn(n, runtime));
            } else {
                put(new Condition.Given(label(text).name(), part.values()), n, runtime, given);
            }
        }
        for (Conditioning.Column column : condition.columns()) {
            if (!given.containsKey(column.name())) {
                throw missing(
                        column.name(),
                        column instanceof Conditioning.Label label
                                ? label.labels().valueNames()
                                : List.of());
            }
        }
        return given;
    }

    /**
     * Returns rows with what a condition says of them: labels, and values of columns that the data
     * give, in the place of those that the rows have.
     *
     * @throws IllegalArgumentException if it draws something, the model has no such column, or the
     *     column no such value
     */
    Rows of(Rows rows, Condition chosen) {
        if (chosen.drawsOthers()) {
            throw new IllegalArgumentException(
                    "condition draws, which only sample and decode do\n    rows need the condition that they"
                            + " have: Condition.of(column, value)");
        }
        Rows all = rows;
        for (Condition.Given part : chosen.given()) {
            String name = part.column();
            requireCount(name, part.values(), rows.size());
            if (condition.columns().stream().anyMatch(c -> c.name().equals(name) && !isLabel(c))) {
                Conditioning.Column column = givenValues(name).filter(this::isOne).orElse(null);
                if (column == null) {
                    throw new IllegalArgumentException(
                            "condition %s: rows have their own '%s': leave it out"
                                    .formatted(part, name));
                }
                double[] numbers =
                        numbers(
                                part,
                                rows.size(),
                                (cell, where) -> inUnits(column, 0, cell, where));
                all = all.replaced(place(column, 0), numbers);
            } else {
                String label =
                        data.labels().stream().map(LabelColumn::name).anyMatch(name::equals)
                                ? name
                                : named(name).name();
                all = all.given(label, part.values());
            }
        }
        return all;
    }

    private static boolean isLabel(Conditioning.Column column) {
        return column instanceof Conditioning.Label;
    }

    /** Returns whether a column is one value of each row. */
    private boolean isOne(Conditioning.Column column) {
        return count(column) == 1
                && !(column instanceof Conditioning.Exposure exposure && exposure.isTotal());
    }

    private int place(Conditioning.Column column, int i) {
        return data.split().orElseThrow().part(column.name()).places()[i];
    }

    static boolean isFile(String text) {
        return text.toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    /** Returns what a call of a conditional model throws without its condition. */
    static IllegalArgumentException missing(String column, List<String> values) {
        return new IllegalArgumentException(
                "the model is conditioned on '%1$s', which is not given\n    give Condition.of(\"%1$s\", VALUE)%2$s"
                        .formatted(
                                column,
                                values.isEmpty() ? "" : ", of: " + String.join(", ", values)));
    }

    /** Checks a condition of n rows, and returns the labels that it gives. */
    List<Conditioning.Label> given(
            Condition chosen, int n, RandomKey key, LatentVariableModel model) {
        try (TensorScope scope = model.runtime().scope()) {
            Set<String> given = of(chosen, n, key, model.runtime()).keySet();
            return labels.stream().filter(label -> given.contains(label.name())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name that each row has of a label. */
    static List<String> names(Conditioning.Label label, Map<String, Tensor> given) {
        List<String> all = label.labels().valueNames();
        float[] units = given.get(label.name()).readFloats();
        return IntStream.range(0, units.length)
                .filter(i -> units[i] == 1)
                .mapToObj(i -> all.get(i % all.size()))
                .toList();
    }

    private static void requireCount(String name, List<String> cells, int n) {
        if (cells.size() != 1 && cells.size() != n) {
            throw new IllegalArgumentException(
                    "condition '%s': %s values, expected 1, or one for each of %s rows"
                            .formatted(name, cells.size(), n));
        }
    }

    /** Returns the n numbers of the cells of a part, which a reading takes with their place. */
    private static double[] numbers(
            Condition.Given part, int n, ToDoubleBiFunction<String, String> reading) {
        double[] numbers = new double[n];
        Arrays.setAll(
                numbers,
                i -> {
                    String cell = part.values().get(i % part.values().size()).strip();
                    return reading.applyAsDouble(cell, part.column() + "=" + cell);
                });
        return numbers;
    }

    private void put(
            Condition.Given part, int n, TensorRuntime runtime, Map<String, Tensor> given) {
        String name = part.column();
        List<String> cells = part.values();
        requireCount(name, cells, n);
        Optional<GivenText> text = givenText(name);
        if (text.isPresent()) {
            given.put(name, text.get().of(cells, n, runtime));
            return;
        }
        Optional<Conditioning.Column> values = givenValues(name);
        if (values.isPresent()) {
            requireOne(values.get(), cells.get(0));
            double[] numbers =
                    numbers(part, n, (cell, where) -> value(values.get(), 0, cell, where));
            given.put(name, runtime.tensor(numbers, Shape.of(n, 1)));
            return;
        }
        Conditioning.Label label = named(name);
        int[] places = new int[n];
        Arrays.setAll(
                places,
                i -> {
                    String cell = cells.get(i % cells.size());
                    return value(label, cell, name + "=" + cell);
                });
        given.put(name, label.of(places, runtime));
    }

    /** Returns the column of a text of such a name. */
    private Optional<GivenText> givenText(String name) {
        return condition.texts().stream()
                .filter(column -> column.name().equals(name))
                .map(column -> new GivenText(column, data.form().vocabulary().orElseThrow()))
                .findFirst();
    }

    /** Returns the column of values, or the exposure, of such a name. */
    private Optional<Conditioning.Column> givenValues(String name) {
        return Stream.<Conditioning.Column>concat(
                        condition.values().stream(), condition.exposures().stream())
                .filter(column -> column.name().equals(name))
                .findFirst();
    }

    private void requireOne(Conditioning.Column column, String cell) {
        if (count(column) > 1) {
            throw new IllegalArgumentException(
                    "condition %1$s=%2$s: '%1$s' has %3$s values\nname a .csv file with %4$s in each row, or say test"
                            .formatted(column.name(), cell, count(column), widths()));
        }
    }

    /** Returns how many values a row of a file has for a column. */
    private static int count(Conditioning.Column column) {
        return column instanceof Conditioning.Values values ? values.view().values().size() : 1;
    }

    private String widths() {
        return condition.columns().stream()
                .map(column -> column.name() + " (" + count(column) + ")")
                .collect(Collectors.joining(", "));
    }

    private void requireSome(String text) {
        if (condition.columns().isEmpty()) {
            throw new IllegalArgumentException(
                    "condition " + text + ": this model is not conditioned on anything");
        }
    }

    private static int value(Conditioning.Label label, String name, String where) {
        return value(label.name(), label.labels().valueNames(), name, where);
    }

    private static int value(String column, List<String> names, String name, String where) {
        int value = names.indexOf(name);
        if (value < 0) {
            throw new IllegalArgumentException(
                    "condition %s: '%s' has no value '%s'\n    %s"
                            .formatted(where, column, name, Spelling.hint(name, names)));
        }
        return value;
    }

    /**
     * The rows of a file in turn: in each the columns of the condition in order, without a header.
     */
    private Map<String, Tensor> ofFile(Path file, int n, TensorRuntime runtime) throws IOException {
        if (!condition.texts().isEmpty()) {
            String name = condition.texts().get(0).name();
            throw new IllegalArgumentException(
                    "condition %s: '%s' is a text, which no .csv file gives\nwrite %s=WORDS, or test"
                            .formatted(file, name, name));
        }
        int width = condition.columns().stream().mapToInt(ConditionOption::count).sum();
        List<double[]> rows =
                ObservedOption.rows("condition", file, (cells, where) -> row(cells, width, where));
        Map<String, Tensor> given = new LinkedHashMap<>();
        int from = 0;
        for (Conditioning.Column column : condition.columns()) {
            int first = from;
            if (column instanceof Conditioning.Label label) {
                int[] values = new int[n];
                Arrays.setAll(values, i -> (int) rows.get(i % rows.size())[first]);
                given.put(label.name(), label.of(values, runtime));
                from++;
            } else {
                int count = count(column);
                double[] values = new double[n * count];
                Arrays.setAll(values, i -> rows.get(i / count % rows.size())[first + i % count]);
                given.put(column.name(), runtime.tensor(values, Shape.of(n, count)));
                from += count;
            }
        }
        return given;
    }

    private double[] row(String[] cells, int width, String where) {
        if (cells.length != width) {
            throw new IllegalArgumentException(
                    "condition %s: %s values, and the model is given %s: %s"
                            .formatted(where, cells.length, width, widths()));
        }
        double[] row = new double[width];
        int at = 0;
        for (Conditioning.Column column : condition.columns()) {
            for (int i = 0; i < count(column); i++, at++) {
                String cell = cells[at].strip();
                row[at] =
                        column instanceof Conditioning.Label label
                                ? value(label, cell, where)
                                : value(column, i, cell, where + ", value " + (at + 1));
            }
        }
        return row;
    }

    /** Returns value i of a column as the model sees it. */
    private double value(Conditioning.Column column, int i, String cell, String where) {
        double value = inUnits(column, i, cell, where);
        return column instanceof Conditioning.Exposure
                        || kind(place(column, i)).filter(Column.Kind::hasCategories).isPresent()
                ? value
                : data.standardization().map(by -> by.apply(place(column, i), value)).orElse(value);
    }

    private Optional<Column.Kind> kind(int place) {
        return data.form().columns(new int[] {place}).stream().findFirst().map(Column::kind);
    }

    /**
     * Returns value i of a column, in the units of the data, from its text: a category by its name,
     * a date, or a number.
     */
    private double inUnits(Conditioning.Column column, int i, String cell, String where) {
        if (column instanceof Conditioning.Exposure) {
            double exposure = number(cell, where);
            if (!(exposure > 0 && Double.isFinite(exposure))) {
                throw new IllegalArgumentException(
                        "condition %s: an exposure is a positive number".formatted(where));
            }
            return exposure;
        }
        Optional<Column> named =
                data.form().columns(new int[] {place(column, i)}).stream().findFirst();
        Optional<Column.Kind> kind = named.map(Column::kind);
        if (kind.filter(Column.Kind::hasCategories).isPresent()) {
            return value(column.name(), named.get().categories(), cell, where);
        }
        double number =
                kind.equals(Optional.of(Column.Kind.DATE))
                        ? days(cell, where)
                        : number(cell, where);
        if (!data.domain().contains(number) || !named.map(of -> of.contains(number)).orElse(true)) {
            throw new IllegalArgumentException(
                    "condition %s: %s is no value of %s data"
                            .formatted(
                                    where,
                                    cell,
                                    data.domain() == ValueDomain.COLUMNS
                                            ? kind.orElseThrow().label()
                                            : data.domain().label()));
        }
        return number;
    }

    private static double number(String cell, String where) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "condition " + where + ": '" + cell + "' is no number", e);
        }
    }

    /** Returns the days since 1970-01-01 of a date that may have a time, as outputs have it. */
    private static double days(String cell, String where) {
        try {
            return LocalDateTime.parse(cell.contains("T") ? cell : cell + "T00:00")
                            .toEpochSecond(ZoneOffset.UTC)
                    / 86_400.0;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "condition %s: '%s' is no date, such as 2026-11-22".formatted(where, cell), e);
        }
    }

    private Conditioning.Label named(String name) {
        return labels.stream()
                .filter(label -> label.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "condition: this model is "
                                                + (isNothing()
                                                        ? "not conditioned on anything"
                                                        : "conditioned on "
                                                                + names()
                                                                + ", not on '"
                                                                + name
                                                                + "'")
                                                + modality(name)));
    }

    private Conditioning.Label label(String text) {
        if (labels.size() == 1) {
            return labels.get(0);
        }
        String problem;
        if (isNothing()) {
            problem = "this model is not conditioned on anything";
        } else if (labels.isEmpty() && !condition.texts().isEmpty()) {
            problem =
                    "this model is given a text: write %s=WORDS, or test for the test examples in turn"
                            .formatted(condition.texts().get(0).name());
        } else if (labels.isEmpty()) {
            problem =
                    "this model is given "
                            + widths()
                            + ": write NAME=VALUE, name a .csv file with a row of these values for"
                            + " each condition, or say test for the test examples in turn";
        } else {
            problem =
                    "which of %s is meant? write for example %s=%s"
                            .formatted(names(), labels.get(0).name(), text);
        }
        throw new IllegalArgumentException("condition " + text + ": " + problem);
    }

    private String modality(String name) {
        return data.form().modalities().stream().anyMatch(each -> each.name().equals(name))
                ? "\n    '%1$s' is a modality, which is given and no condition".formatted(name)
                : "";
    }

    private boolean isNothing() {
        return condition.columns().isEmpty() && labels.isEmpty();
    }

    private String names() {
        return Stream.concat(
                        condition.columns().stream().map(Conditioning.Column::name),
                        labels.stream().map(Conditioning.Label::name))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

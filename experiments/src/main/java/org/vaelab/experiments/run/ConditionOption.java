// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The condition of samples from {@code --condition}: labels, test examples, or rows of a file. It
 * may also give a label that is a latent variable of the model, instead of drawing it.
 */
final class ConditionOption {

    /** The value that cycles through the examples of the test data. */
    static final String TEST = "test";

    private static final int IN_TURN = 10;

    private final Condition condition;
    private final List<Condition.Label> labels;
    private final DataSummary data;
    private final Supplier<Examples> test;

    ConditionOption(GenerativeModel model, PreparedData data) {
        this(model, data, data::test);
    }

    /**
     * @param test the test examples, which are asked for only if a condition is taken from them
     */
    ConditionOption(GenerativeModel model, DataSummary data, Supplier<Examples> test) {
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
     * Returns the default condition, [n, width] for each column. It cycles through the labels, so
     * that each column of a sheet has one label. If the condition has values of x, it cycles
     * through the first {@value #IN_TURN} test examples.
     */
    Map<String, Tensor> inTurn(int n, TensorRuntime runtime) {
        if (condition.labels().size() < condition.columns().size()) {
            return ofTest(n, runtime);
        }
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (Condition.Label label : labels) {
            int[] values = new int[n];
            int period = Math.max(IN_TURN, label.width());
            Arrays.setAll(values, i -> i % period % label.width());
            given.put(label.name(), label.of(values, runtime));
        }
        return given;
    }

    private Map<String, Tensor> ofTest(int n, TensorRuntime runtime) {
        Examples examples = test.get();
        int distinct = Math.min(IN_TURN, examples.size());
        int[] rows = IntStream.range(0, n).map(i -> i % distinct).toArray();
        MiniBatch batch = new Chunks(examples.select(rows), n).at(0);
        return condition.of(batch, runtime);
    }

    /**
     * Returns the columns of the condition by name, [n, width] each.
     *
     * @param texts {@code value} if the model has one label, {@code column=value}, {@code test}, the path
     *     of a file that ends in {@code .csv}, or {@code column=words} for a column that is a text; columns
     *     not given take the default
     * @throws IllegalArgumentException if the model has no such column, the column no such value,
     *     or a file is invalid
     */
    Map<String, Tensor> of(List<String> texts, int n, TensorRuntime runtime) throws IOException {
        Map<String, Tensor> given = inTurn(n, runtime);
        for (String text : texts) {
            if (text.toLowerCase(Locale.ROOT).endsWith(".csv")) {
                requireSome(text);
                given.putAll(ofFile(Path.of(text), n, runtime));
            } else if (text.equals(TEST)) {
                requireSome(text);
                given.putAll(ofTest(n, runtime));
            } else if (givenText(text).isPresent()) {
                GivenText column = givenText(text).get();
                given.put(column.text().name(), column.of(text, n, runtime));
            } else {
                Condition.Label label = label(text);
                String name = text.substring(text.indexOf('=') + 1);
                int[] values = new int[n];
                Arrays.fill(values, value(label.labels(), name, "--condition " + text));
                given.put(label.name(), label.of(values, runtime));
            }
        }
        return given;
    }

    /** Returns the column of a text that is named before the equals sign. */
    private Optional<GivenText> givenText(String text) {
        String name = text.substring(0, Math.max(0, text.indexOf('=')));
        return condition.texts().stream()
                .filter(column -> column.name().equals(name))
                .map(column -> new GivenText(column, data.vocabulary().orElseThrow()))
                .findFirst();
    }

    private void requireSome(String text) {
        if (condition.isNone()) {
            throw new IllegalArgumentException(
                    "--condition " + text + ": this model is not conditioned on anything");
        }
    }

    private static int value(LabelColumn column, String name, String where) {
        int value = column.valueNames().indexOf(name);
        if (value < 0) {
            throw new IllegalArgumentException(
                    "%s: '%s' has no value '%s'\n    %s"
                            .formatted(
                                    where,
                                    column.name(),
                                    name,
                                    Spelling.hint(name, column.valueNames())));
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
                    "--condition %s: '%s' is a text, which no .csv file gives\nwrite %s=WORDS, or test"
                            .formatted(file, name, name));
        }
        int width =
                condition.columns().stream()
                        .mapToInt(c -> c instanceof Condition.Label ? 1 : c.width())
                        .sum();
        List<double[]> rows =
                ObservedOption.rows(
                        "--condition", file, (cells, where) -> row(cells, width, where));
        Map<String, Tensor> given = new LinkedHashMap<>();
        int from = 0;
        for (Condition.Column column : condition.columns()) {
            int first = from;
            if (column instanceof Condition.Label label) {
                int[] values = new int[n];
                Arrays.setAll(values, i -> (int) rows.get(i % rows.size())[first]);
                given.put(label.name(), label.of(values, runtime));
                from++;
            } else {
                double[] values = new double[n * column.width()];
                Arrays.setAll(
                        values,
                        i ->
                                asTheModelSees(
                                        column.name(),
                                        i % column.width(),
                                        rows.get(i / column.width() % rows.size())[
                                                first + i % column.width()]));
                given.put(column.name(), runtime.tensor(values, Shape.of(n, column.width())));
                from += column.width();
            }
        }
        return given;
    }

    private double asTheModelSees(String part, int place, double value) {
        return data.standardization()
                .map(by -> by.apply(data.split().orElseThrow().part(part).places()[place], value))
                .orElse(value);
    }

    private double[] row(String[] cells, int width, String where) {
        if (cells.length != width) {
            throw new IllegalArgumentException(
                    "--condition %s: %s values, and the model is given %s: %s"
                            .formatted(where, cells.length, width, condition));
        }
        double[] row = new double[width];
        int at = 0;
        for (Condition.Column column : condition.columns()) {
            int count = column instanceof Condition.Label ? 1 : column.width();
            for (int i = 0; i < count; i++, at++) {
                String cell = cells[at].strip();
                row[at] =
                        column instanceof Condition.Label label
                                ? value(label.labels(), cell, "--condition " + where)
                                : number(cell, where + ", value " + (at + 1));
            }
        }
        return row;
    }

    private double number(String cell, String where) {
        double number;
        try {
            number = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--condition " + where + ": '" + cell + "' is no number", e);
        }
        if (!data.domain().contains(number)) {
            throw new IllegalArgumentException(
                    "--condition %s: %s is no value of %s data"
                            .formatted(where, cell, data.domain().label()));
        }
        return number;
    }

    private Condition.Label label(String text) {
        int sign = text.indexOf('=');
        if (sign >= 0) {
            String name = text.substring(0, sign);
            return labels.stream()
                    .filter(label -> label.name().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "--condition: this model is "
                                                    + (isNothing()
                                                            ? "not conditioned on anything"
                                                            : "conditioned on "
                                                                    + names()
                                                                    + ", not on '"
                                                                    + name
                                                                    + "'")));
        }
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
                            + condition
                            + ": name a .csv file with a row of these values for each condition, or"
                            + " say test for the test examples in turn";
        } else {
            problem =
                    "which of %s is meant? write for example %s=%s"
                            .formatted(names(), labels.get(0).name(), text);
        }
        throw new IllegalArgumentException("--condition " + text + ": " + problem);
    }

    private boolean isNothing() {
        return condition.isNone() && labels.isEmpty();
    }

    private String names() {
        return Stream.concat(
                        condition.columns().stream().map(Condition.Column::name),
                        labels.stream().map(Condition.Label::name))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

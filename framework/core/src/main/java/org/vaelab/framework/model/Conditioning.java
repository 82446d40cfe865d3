// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Scaling;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The c of p(x, z given c), as columns side by side: a label is a unit vector, values of a datum
 * are what {@link DataView} shows, and a text is the output of a network of its own.
 *
 * @param columns in order; none makes a model without a condition
 */
public record Conditioning(List<Column> columns) implements Component {

    public static final Conditioning NONE = new Conditioning(List.of());

    /** A part of c. */
    public sealed interface Column {

        String name();

        int width();

        /** Returns it of the examples of a batch, [B, width]. */
        default Tensor of(ExampleTensors examples) {
            return seen(unseen(examples));
        }

        /** Returns what the examples of a batch have of it, before a network sees it. */
        Tensor unseen(ExampleTensors examples);

        /** Returns what networks see of {@link #unseen}, [..., width]; by default itself. */
        default Tensor seen(Tensor unseen) {
            return unseen;
        }

        /** Returns whether networks see it; by default they do. */
        default boolean isSeen() {
            return true;
        }

        /** Returns some values of it, [n, width], to try a model on. */
        Tensor trial(int n, TensorRuntime runtime);

        /** Returns the parameters of its network; by default it has none. */
        default List<Parameter> parameters() {
            return List.of();
        }
    }

    /**
     * A label as a unit vector.
     *
     * @param labels the column of the data
     */
    public record Label(LabelColumn labels) implements Column {

        @Override
        public String name() {
            return labels.name();
        }

        @Override
        public int width() {
            return labels.cardinality();
        }

        @Override
        public Tensor unseen(ExampleTensors examples) {
            return of(examples.labels(name()), examples.runtime());
        }

        /**
         * Returns unit vectors of values, [n, width].
         *
         * @throws IllegalArgumentException if the column does not have a value: a vector of zeros
         *     would be a condition of its own
         */
        public Tensor of(int[] values, TensorRuntime runtime) {
            for (int value : values) {
                if (value < 0 || value >= width()) {
                    throw new IllegalArgumentException(
                            "label '%s' has the values 0 to %s, not %s"
                                    .formatted(name(), width() - 1, value));
                }
            }
            return runtime.indices(values, Shape.of(values.length)).oneHot(width());
        }

        /** Returns unit vectors of the examples whose label is known, and zeros of the others. */
        Tensor whereKnown(ExampleTensors examples) {
            int[] labels = examples.labels(name());
            float[] values = new float[labels.length * width()];
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] != Labels.UNKNOWN) {
                    values[i * width() + labels[i]] = 1;
                }
            }
            return examples.runtime().tensor(values, Shape.of(labels.length, width()));
        }

        /** Returns each value in turn, [n, width]. */
        public Tensor inTurn(int n, TensorRuntime runtime) {
            int[] values = new int[n];
            Arrays.setAll(values, i -> i % width());
            return of(values, runtime);
        }

        @Override
        public Tensor trial(int n, TensorRuntime runtime) {
            return inTurn(n, runtime);
        }
    }

    /**
     * Values of a datum that are given and not modelled.
     *
     * @param view what networks see of them
     * @param isSeen whether they see any: not the level and spread of a window, {@link #scaling}
     */
    public record Values(String name, DataView view, boolean isSeen) implements Column {

        /** Creates values that networks see. */
        public Values(String name, DataView view) {
            this(name, view, true);
        }

        /** Creates values that networks see as they are. */
        public Values(String name, int width) {
            this(name, DataView.identity(DataShape.flat(width)));
        }

        @Override
        public int width() {
            return view.seen().size();
        }

        /** Returns the values themselves, [B, number of values]. */
        @Override
        public Tensor unseen(ExampleTensors examples) {
            return examples.given(name);
        }

        @Override
        public Tensor seen(Tensor unseen) {
            return view.of(unseen);
        }

        @Override
        public Tensor trial(int n, TensorRuntime runtime) {
            Shape shape = Shape.of(n, view.values().size());
            return view.of(isSeen ? runtime.zeros(shape) : runtime.ones(shape));
        }
    }

    /**
     * A text that is given and not modelled. Each batch runs its network once: encoder, prior and
     * decoder see the same vector.
     *
     * @param length the number of places of its tokens
     * @param width of the vector
     * @param network from tokens, NaN after the end, [..., length] to [..., width]
     */
    public record Text(String name, int length, int width, Network network) implements Column {

        /** Returns the vectors of the texts: outputs show no tokens of a condition. */
        @Override
        public Tensor unseen(ExampleTensors examples) {
            return of(examples.given(name));
        }

        /** Returns the vectors of texts, [n, length] to [n, width]. */
        public Tensor of(Tensor tokens) {
            return network.apply(tokens);
        }

        @Override
        public Tensor trial(int n, TensorRuntime runtime) {
            return of(runtime.zeros(Shape.of(n, length)));
        }

        @Override
        public List<Parameter> parameters() {
            return network.parameters();
        }
    }

    /**
     * The exposure of a datum ({@link Likelihood#exposure}), which no network sees.
     *
     * @param name {@link Likelihood#TOTAL}, or that of a value that the data give
     */
    public record Exposure(String name) implements Column {

        /** Returns what it is, as comparisons name it. */
        public String text() {
            return (isTotal() ? "the total count" : name) + " as exposure";
        }

        /** Returns whether it is the sum of the values of the datum itself. */
        public boolean isTotal() {
            return name.equals(Likelihood.TOTAL);
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public boolean isSeen() {
            return false;
        }

        @Override
        public Tensor unseen(ExampleTensors examples) {
            return isTotal() ? examples.x().sum(-1).expandDims(-1) : examples.given(name);
        }

        @Override
        public Tensor trial(int n, TensorRuntime runtime) {
            return runtime.ones(Shape.of(n, 1));
        }
    }

    public Conditioning {
        columns = List.copyOf(columns);
    }

    /** Returns the parameters of its networks, each within the name of its column. */
    @Override
    public List<Parameter> parameters() {
        return columns.stream()
                .flatMap(column -> column.parameters().stream().map(p -> p.within(column.name())))
                .toList();
    }

    /** Returns the columns that are values of a datum. */
    public List<Values> values() {
        return columns.stream().filter(Values.class::isInstance).map(Values.class::cast).toList();
    }

    /** Returns the exposures. */
    public List<Exposure> exposures() {
        return columns.stream()
                .filter(Exposure.class::isInstance)
                .map(Exposure.class::cast)
                .toList();
    }

    private List<Column> seenColumns() {
        return columns.stream().filter(Column::isSeen).toList();
    }

    /** Returns the columns that are texts. */
    public List<Text> texts() {
        return columns.stream().filter(Text.class::isInstance).map(Text.class::cast).toList();
    }

    /** Returns whether networks see nothing of it. */
    public boolean isNone() {
        return columns.stream().noneMatch(Column::isSeen);
    }

    /** Returns the width of what networks see. */
    public int width() {
        return seenColumns().stream().mapToInt(Column::width).sum();
    }

    public List<Label> labels() {
        return columns.stream().filter(Label.class::isInstance).map(Label.class::cast).toList();
    }

    /** Returns the columns of a batch by name, [B, width of the column] each. */
    public Map<String, Tensor> of(MiniBatch batch, TensorRuntime runtime) {
        return of(ExampleTensors.of(batch, runtime));
    }

    /** Returns the columns of examples by name, [B, width of the column] each. */
    public Map<String, Tensor> of(ExampleTensors examples) {
        return byName(column -> column.of(examples));
    }

    /** Returns the columns of examples by name, and what {@link #scaled x} is, made once. */
    Map<String, Tensor> of(ExampleTensors examples, Tensor x) {
        Map<String, Tensor> given = new LinkedHashMap<>(of(examples));
        scaling(given).ifPresent(by -> given.putAll(by.known(x)));
        return given;
    }

    private Map<String, Tensor> byName(Function<Column, Tensor> of) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        columns.forEach(column -> given.put(column.name(), of.apply(column)));
        return given;
    }

    /**
     * Returns what the examples of a batch have of the columns, by name: values are as in the data.
     */
    public Map<String, Tensor> unseen(MiniBatch batch, TensorRuntime runtime) {
        ExampleTensors examples = ExampleTensors.of(batch, runtime);
        return byName(column -> column.unseen(examples));
    }

    /** Returns what networks see of {@link #unseen}; what is given beside the columns stays. */
    public Map<String, Tensor> seen(Map<String, Tensor> unseen) {
        Map<String, Tensor> seen = new LinkedHashMap<>(unseen);
        columns.forEach(
                column -> seen.computeIfPresent(column.name(), (name, of) -> column.seen(of)));
        return seen;
    }

    /** Returns some values by name to try a model on, of labels each in turn: [n, width] each. */
    public Map<String, Tensor> trial(int n, TensorRuntime runtime) {
        return byName(column -> column.trial(n, runtime));
    }

    public Conditioning with(Column further) {
        List<Column> more = new ArrayList<>(columns);
        more.add(further);
        return new Conditioning(more);
    }

    public Conditioning without(String name) {
        return new Conditioning(columns.stream().filter(c -> !c.name().equals(name)).toList());
    }

    /**
     * Returns c, its columns side by side.
     *
     * @param given the columns by name, [..., width of the column] each, with the same leading axes
     * @return [..., width()]
     * @throws IllegalArgumentException if there is no column, or one is not given
     */
    public Tensor vector(Map<String, Tensor> given) {
        if (isNone()) {
            throw new IllegalArgumentException("the model is not conditioned on anything");
        }
        List<Tensor> parts = seenColumns().stream().map(column -> required(column, given)).toList();
        return Tensor.concatenate(parts, -1);
    }

    /**
     * Returns rows with c beside them.
     *
     * @param rows [..., B, width]; leading axes share c
     * @param given the columns by name, [B, width of the column] each, or with the leading axes of
     *     the rows
     * @return [..., B, width + this.width()]; without a condition the rows themselves
     * @throws IllegalArgumentException if a column is not given
     */
    public Tensor beside(Tensor rows, Map<String, Tensor> given) {
        if (isNone()) {
            return rows;
        }
        Shape leading = rows.shape().range(0, -1);
        List<Tensor> parts = new ArrayList<>(List.of(rows));
        for (Column column : seenColumns()) {
            parts.add(required(column, given).broadcastTo(leading.append(column.width())));
        }
        return Tensor.concatenate(parts, -1);
    }

    /** Returns what encoders see of examples: {@link #scaled x}, and c beside it. */
    public Tensor seen(Batch batch) {
        return beside(scaled(batch.x(), batch.given()), batch.given());
    }

    /**
     * Returns the level and the spread of each example; empty if its values are as loaded.
     *
     * @param given the columns by name
     * @throws IllegalArgumentException if they are not given
     */
    @Internal
    public Optional<Scaling> scaling(Map<String, Tensor> given) {
        return values().stream()
                .filter(column -> !column.isSeen())
                .findFirst()
                .map(
                        column -> {
                            Tensor all = required(column, given);
                            int width = column.width() / 2;
                            return new Scaling(
                                    all.slice(-1, 0, width),
                                    all.slice(-1, width, 2 * width),
                                    given);
                        });
    }

    /** Returns what networks see of data x, [B, D]: x itself, unless it is scaled. */
    public Tensor scaled(Tensor x, Map<String, Tensor> given) {
        return scaling(given).map(by -> by.of(x)).orElse(x);
    }

    /** Returns examples whose x is what networks see of it, {@link #scaled(Tensor, Map)}. */
    public Batch scaled(Batch batch) {
        return new Batch(
                scaled(batch.x(), batch.given()), batch.given(), batch.observed(), batch.rows());
    }

    /**
     * Returns draws of scaled data in the units of the data.
     *
     * @param seen the scaled data, [B, D], NaN for missing values
     */
    public Completions inUnits(Completions draws, Tensor seen, Map<String, Tensor> given) {
        return scaling(given).map(by -> draws.of(by, seen)).orElse(draws);
    }

    private static Tensor required(Column column, Map<String, Tensor> given) {
        Tensor values = given.get(column.name());
        if (values == null) {
            throw new IllegalArgumentException(
                    "the model is conditioned on '" + column.name() + "', which is not given");
        }
        int width = values.shape().extent(values.shape().rank() - 1);
        if (width != column.width()) {
            throw new IllegalArgumentException(
                    "the condition '%s' has %s coordinates, not %s"
                            .formatted(column.name(), column.width(), width));
        }
        return values;
    }

    /**
     * Returns the width of each column that networks see by name, sorted: their order decides what
     * networks see, and not what log p(x) is of.
     */
    public SortedMap<String, Integer> widths() {
        return seenColumns().stream()
                .collect(Collectors.toMap(Column::name, Column::width, (a, b) -> a, TreeMap::new));
    }
}

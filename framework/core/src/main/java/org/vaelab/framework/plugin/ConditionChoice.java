// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.settings.ValueNames;

/** Finds the columns that a condition names among the labels of the data and the values given. */
record ConditionChoice(DataSummary data) {

    private List<ValueSplit.Part> values() {
        return data.split().map(ValueSplit::given).orElse(List.of());
    }

    /**
     * Returns the condition.
     *
     * @param texts makes the column of a given text
     */
    Conditioning of(List<String> names, Function<ValueSplit.Part, Conditioning.Text> texts) {
        List<Conditioning.Column> chosen = new ArrayList<>();
        for (String name : names) {
            Conditioning.Column column = column(name, texts);
            if (chosen.stream().anyMatch(other -> other.name().equals(column.name()))) {
                throw new IllegalArgumentException("condition: '" + name + "' stands there twice");
            }
            chosen.add(column);
        }
        return new Conditioning(chosen);
    }

    /**
     * Returns what every model of series is given, {@link ValueSplit#SCALE} and {@link
     * ValueSplit#INPUTS}, and then a condition; empty columns where the data have none.
     */
    Conditioning withSeries(Conditioning condition) {
        List<Conditioning.Column> all = new ArrayList<>();
        for (ValueSplit.Part part :
                data.form().isSeries() ? values() : List.<ValueSplit.Part>of()) {
            boolean isScale = part.name().equals(ValueSplit.SCALE);
            if (isScale || part.name().equals(ValueSplit.INPUTS)) {
                DataView view = DataView.identity(DataShape.flat(part.width()));
                all.add(new Conditioning.Values(part.name(), view, !isScale));
            }
        }
        all.addAll(condition.columns());
        return all.size() == condition.columns().size() ? condition : new Conditioning(all);
    }

    private Conditioning.Column column(
            String name, Function<ValueSplit.Part, Conditioning.Text> texts) {
        Optional<ValueSplit.Part> part =
                values().stream().filter(values -> values.name().equals(name)).findFirst();
        if (part.isEmpty()) {
            return new Conditioning.Label(known(label("condition", name)));
        }
        return data.domain() == ValueDomain.TOKENS
                ? texts.apply(part.get())
                : new Conditioning.Values(name, DataView.of(data, part.get()));
    }

    /**
     * Returns a label column of the data.
     *
     * @param key of the config that names it, for messages
     */
    LabelColumn label(String key, String name) {
        for (LabelColumn column : data.labels()) {
            if (column.name().equals(name)) {
                return classes(key, column);
            }
        }
        List<String> known =
                new ArrayList<>(data.labels().stream().map(LabelColumn::name).toList());
        values().forEach(part -> known.add(part.name()));
        if (data.labels().isEmpty()) {
            throw new IllegalArgumentException(
                    key
                            + ": '"
                            + name
                            + "', but the data have no labels"
                            + (values().isEmpty()
                                    ? ""
                                    : "\nallowed here: " + String.join(", ", known)));
        }
        if (name.equals(ModelBlueprint.LABEL) && data.labels().size() == 1) {
            return classes(key, data.labels().get(0));
        }
        throw new IllegalArgumentException(
                "%s: the data have no label column '%s'\n%s"
                        .formatted(key, name, Spelling.hint(name, known)));
    }

    private static LabelColumn classes(String key, LabelColumn column) {
        if (ValueNames.areContinuous(column.valueNames(), column.known())) {
            throw new IllegalArgumentException(
                    ("%s: '%s' has real numbers, %s different ones in %s training examples, and classes are"
                                    + " expected\nround it to few integers, or make it a value of the examples")
                            .formatted(key, column.name(), column.cardinality(), column.known()));
        }
        return column;
    }

    private static String asLatent(LabelColumn column) {
        return "make it a latent variable, observed where it is known: supervision: "
                + column.name();
    }

    /** The label must be known for all training and evaluation examples. */
    private LabelColumn known(LabelColumn column) {
        if (column.known() < data.trainingSize()) {
            throw new IllegalArgumentException(
                    ("condition: '%s' is known of %s of %s training examples, and a"
                                    + " model that is given it needs it of all\n%s")
                            .formatted(
                                    column.name(),
                                    column.known(),
                                    data.trainingSize(),
                                    asLatent(column)));
        }
        if (column.unknownHeldOut() > 0) {
            throw new IllegalArgumentException(
                    ("condition: '%s' is unknown for %s of the validation and test"
                                    + " examples, and a model that is given it is evaluated with it\nfill"
                                    + " in these labels or remove the examples; or %s")
                            .formatted(column.name(), column.unknownHeldOut(), asLatent(column)));
        }
        List<String> unseen =
                IntStream.range(0, column.cardinality())
                        .filter(k -> column.trained().get(k) == 0)
                        .mapToObj(column.valueNames()::get)
                        .toList();
        if (!unseen.isEmpty()) {
            throw new IllegalArgumentException(
                    ("condition: training has no example in which '%s' is %s, and a"
                                    + " model would be asked for p(x given it) all the same\nleave out"
                                    + " the condition, or data.without")
                            .formatted(column.name(), String.join(", ", unseen)));
        }
        return column;
    }
}

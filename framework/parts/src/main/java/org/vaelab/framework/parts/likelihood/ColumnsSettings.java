// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.parts.likelihood.CountLikelihood.DispersionChoice;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The settings of a likelihood that gives each column of a table a distribution by its kind: a
 * Normal with a learned scale for numbers and dates, Bernoulli, softmax, cumulative logits, and
 * counts.
 */
@Cites("nazabal2020")
@Part(
        value = "columns",
        description = "independent columns of a table, each with the distribution of its kind",
        paper = "Nazabal et al. (2020)")
public record ColumnsSettings(
        @Setting(value = "distribution of columns of counts", defaultValue = "negative-binomial")
                OfColumn count,
        @Setting(value = "distribution of columns of ordered categories", defaultValue = "ordinal")
                OfColumn ordinal,
        @Setting(
                        value =
                                "distributions of single columns by name, such as {visits: poisson}",
                        defaultValue = "{}")
                Map<String, OfColumn> columns,
        @Setting(value = "where the scales of real columns start, above least", defaultValue = "1")
                double scale,
        @Setting(value = "what the scales of real columns stay above", defaultValue = "0.001")
                double least)
        implements LikelihoodPart {

    /** The number of examples from which frequencies of categories are taken. */
    private static final int EXAMPLES = 1000;

    /** The distribution of a column. */
    public enum OfColumn {
        /** A Normal with a learned scale. */
        @JsonProperty("gaussian")
        GAUSSIAN("gaussian", Column.Kind.REAL, Column.Kind.DATE),
        @JsonProperty("bernoulli")
        BERNOULLI("bernoulli", Column.Kind.BINARY),
        /** A probability for each category. */
        @JsonProperty("categorical")
        CATEGORICAL("categorical", Column.Kind.CATEGORICAL, Column.Kind.ORDINAL),
        /** Cumulative logits. */
        @JsonProperty("ordinal")
        ORDINAL("ordinal", Column.Kind.ORDINAL),
        @JsonProperty("poisson")
        POISSON("poisson", Column.Kind.COUNT),
        @JsonProperty("negative-binomial")
        NEGATIVE_BINOMIAL("negative-binomial", Column.Kind.COUNT),
        @JsonProperty("zero-inflated-poisson")
        ZERO_INFLATED_POISSON("zero-inflated-poisson", Column.Kind.COUNT),
        @JsonProperty("zero-inflated-negative-binomial")
        ZERO_INFLATED_NEGATIVE_BINOMIAL("zero-inflated-negative-binomial", Column.Kind.COUNT);

        private final String label;

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
        private final List<Column.Kind> kinds;

        OfColumn(String label, Column.Kind... kinds) {
            this.label = label;
            this.kinds = List.of(kinds);
        }

        boolean suits(Column.Kind kind) {
            return kinds.contains(kind);
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public ColumnsSettings {
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        Counts.positive("least", least);
        if (!(scale > least && scale < Double.POSITIVE_INFINITY)) {
            throw new SettingException("scale", "must be above least, " + least + ", is " + scale);
        }
        requireSuitable("count", count, Column.Kind.COUNT);
        requireSuitable("ordinal", ordinal, Column.Kind.ORDINAL);
    }

    private static void requireSuitable(String key, OfColumn chosen, Column.Kind kind) {
        if (!chosen.suits(kind)) {
            throw SettingException.about(
                    key,
                    "'%s' is no distribution of %s columns; choose one of %s"
                            .formatted(chosen, kind.label(), suitable(kind)));
        }
    }

    private static String suitable(Column.Kind kind) {
        return String.join(
                ", ",
                Arrays.stream(OfColumn.values())
                        .filter(one -> one.suits(kind))
                        .map(OfColumn::toString)
                        .toList());
    }

    @Override
    public String distributionOf(Column column) {
        return chosen(column).toString();
    }

    @Override
    public Likelihood create(PartContext context) {
        List<Column> all = columnsOf(context.data());
        for (String name : columns.keySet()) {
            if (all.stream().noneMatch(column -> column.name().equals(name))) {
                throw new IllegalArgumentException(
                        "likelihood.columns: the data have no column '%s'\n%s"
                                .formatted(
                                        name,
                                        Spelling.hint(
                                                name, all.stream().map(Column::name).toList())));
            }
        }
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        Map<String, OfColumn> kinds = new LinkedHashMap<>();
        for (int d = 0; d < all.size(); d++) {
            OfColumn chosen = chosen(all.get(d));
            String name = groupName(chosen, all.get(d));
            kinds.put(name, chosen);
            places.computeIfAbsent(name, group -> new ArrayList<>()).add(d);
        }
        List<ColumnsLikelihood.Group> groups = new ArrayList<>();
        places.forEach(
                (name, own) -> {
                    int[] at = own.stream().mapToInt(Integer::intValue).toArray();
                    int categories = all.get(at[0]).categories().size();
                    groups.add(
                            new ColumnsLikelihood.Group(
                                    name,
                                    at,
                                    likelihood(kinds.get(name), at, categories, context)));
                });
        return new ColumnsLikelihood(groups);
    }

    /** Categories are grouped by their number. */
    private static String groupName(OfColumn chosen, Column column) {
        boolean hasPlaces = chosen == OfColumn.CATEGORICAL || chosen == OfColumn.ORDINAL;
        return hasPlaces ? chosen + "-" + column.categories().size() : chosen.toString();
    }

    /** Returns the columns of the data, or columns by the domain if they have no names. */
    private static List<Column> columnsOf(DataSummary data) {
        List<Column> named = DataView.modelledColumns(data);
        if (!named.isEmpty()) {
            return named;
        }
        return IntStream.range(0, data.shape().size())
                .mapToObj(d -> unnamed("x" + d, data.domain()))
                .toList();
    }

    private static Column unnamed(String name, ValueDomain domain) {
        return switch (domain) {
            case BINARY -> new Column(name, Column.Kind.BINARY, List.of("0", "1"));
            case COUNTS -> new Column(name, Column.Kind.COUNT, List.of());
            default -> Column.real(name);
        };
    }

    private OfColumn chosen(Column column) {
        OfColumn named = columns.get(column.name());
        if (named != null) {
            requireSuitable("likelihood.columns." + column.name(), named, column.kind());
            return named;
        }
        return switch (column.kind()) {
            case REAL, DATE -> OfColumn.GAUSSIAN;
            case BINARY -> OfColumn.BERNOULLI;
            case CATEGORICAL -> OfColumn.CATEGORICAL;
            case ORDINAL -> ordinal;
            case COUNT -> count;
        };
    }

    private Likelihood likelihood(OfColumn of, int[] places, int categories, PartContext context) {
        TensorRuntime runtime = context.runtime();
        int width = places.length;
        return switch (of) {
            case GAUSSIAN -> Gaussian.perValue(runtime, width, scale, least);
            case BERNOULLI -> new Bernoulli();
            case CATEGORICAL ->
                    new CategoricalColumns(categories, frequencies(context, places, categories));
            case ORDINAL -> OrdinalColumns.of(runtime, width, categories);
            case POISSON -> CountLikelihood.of(null, false, runtime, width);
            case ZERO_INFLATED_POISSON -> CountLikelihood.of(null, true, runtime, width);
            case NEGATIVE_BINOMIAL ->
                    CountLikelihood.of(DispersionChoice.SHARED, false, runtime, width);
            case ZERO_INFLATED_NEGATIVE_BINOMIAL ->
                    CountLikelihood.of(DispersionChoice.SHARED, true, runtime, width);
        };
    }

    /**
     * Returns the shares of categories in some training examples, with one more example of each.
     */
    private static double[] frequencies(PartContext context, int[] places, int categories) {
        RandomKey key = context.key().split("frequencies");
        Examples examples = context.data().trainingSample(EXAMPLES, key);
        double[] counts = new double[places.length * categories];
        Arrays.fill(counts, 1);
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < places.length; j++) {
                if (!Double.isNaN(row[places[j]])) {
                    counts[j * categories + (int) row[places[j]]]++;
                }
            }
        }
        for (int j = 0; j < places.length; j++) {
            double total = Arrays.stream(counts, j * categories, (j + 1) * categories).sum();
            for (int k = 0; k < categories; k++) {
                counts[j * categories + k] /= total;
            }
        }
        return counts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.settings.Amount;

/**
 * What is known of a data set beside its values.
 *
 * @param columns of a table, one for each value; empty where values have no names
 * @param vocabulary of texts
 * @param hasMissing whether values may be missing, which are NaN
 * @param remarks what a user should know, a sentence each, such as how many files were unreadable
 * @param modalities of which an example consists; empty unless it is of {@link
 *     ValueDomain#MODALITIES}
 * @param distribution the distribution of the examples; empty if it is not known
 * @param variables the names of the numbers that a step of a series has; empty if examples are no
 *     series
 * @param dropped the names of columns that are left out because training examples have one value
 *     there
 */
public record DataFacts(
        List<Column> columns,
        Optional<Vocabulary> vocabulary,
        boolean hasMissing,
        List<String> remarks,
        List<Modality> modalities,
        Optional<KnownDistribution> distribution,
        List<String> variables,
        List<String> dropped) {

    /** Nothing but values. */
    public static final DataFacts NONE =
            new DataFacts(List.of(), Optional.empty(), false, List.of());

    /** The facts of examples whose distribution is not known. */
    public DataFacts(
            List<Column> columns,
            Optional<Vocabulary> vocabulary,
            boolean hasMissing,
            List<String> remarks) {
        this(
                columns,
                vocabulary,
                hasMissing,
                remarks,
                List.of(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public DataFacts {
        columns = List.copyOf(columns);
        remarks = List.copyOf(remarks);
        modalities = List.copyOf(modalities);
        variables = List.copyOf(variables);
        dropped = List.copyOf(dropped);
    }

    /** Returns the facts of a table. */
    public static DataFacts ofTable(List<Column> columns, boolean hasMissing) {
        return new DataFacts(columns, Optional.empty(), hasMissing, List.of());
    }

    /** Returns the facts of texts. */
    public static DataFacts ofTexts(Vocabulary vocabulary) {
        return new DataFacts(List.of(), Optional.of(vocabulary), false, List.of());
    }

    /**
     * Returns the facts of examples of several modalities.
     *
     * @param hasMissing whether modalities, or values of one, may be missing
     */
    public static DataFacts ofModalities(List<Modality> modalities, boolean hasMissing) {
        return new DataFacts(
                List.of(),
                Optional.empty(),
                hasMissing,
                List.of(),
                modalities,
                Optional.empty(),
                List.of(),
                List.of());
    }

    /**
     * Returns the facts of series [T, D], of which steps and numbers may be missing.
     *
     * @param variables the names of the D numbers
     */
    public static DataFacts ofSeries(List<String> variables) {
        return new DataFacts(
                List.of(),
                Optional.empty(),
                true,
                List.of(),
                List.of(),
                Optional.empty(),
                variables,
                List.of());
    }

    private DataFacts with(
            List<String> further, Optional<KnownDistribution> known, List<String> without) {
        return new DataFacts(
                columns, vocabulary, hasMissing, further, modalities, known, variables, without);
    }

    /** Returns these facts with further remarks. */
    public DataFacts with(List<String> further) {
        return with(further, distribution, dropped);
    }

    /** Returns these facts without some columns, which a remark names. */
    public DataFacts dropping(List<String> names) {
        String remark = Amount.are(names.size(), "constant column") + " left out: ";
        DataFacts found = names.isEmpty() ? this : and(remark + Amount.named(names));
        return found.with(found.remarks, distribution, names);
    }

    /**
     * Returns these facts of examples with missing values.
     *
     * @param mayMiss whether values may be missing
     * @param mayLack whether whole modalities may be
     */
    DataFacts missing(boolean mayMiss, boolean mayLack) {
        return new DataFacts(
                columns,
                vocabulary,
                hasMissing || mayMiss || mayLack,
                remarks,
                mayMiss ? modalities.stream().map(Modality::withMissing).toList() : modalities,
                distribution,
                variables,
                dropped);
    }

    /** Returns these facts with another remark, unless they have it. */
    DataFacts and(String remark) {
        return remarks.contains(remark)
                ? this
                : with(Stream.concat(remarks.stream(), Stream.of(remark)).toList());
    }

    /** Returns these facts of examples that are drawn from a distribution. */
    public DataFacts drawnFrom(KnownDistribution known) {
        return with(remarks, Optional.of(known), dropped);
    }

    /**
     * Checks all values of examples.
     *
     * @throws DataException if one is not in its domain
     */
    public void check(Examples examples) {
        Examples all = examples.whole();
        if (all.isChecked()) {
            return;
        }
        double[] row = new double[all.width()];
        for (int i = 0; i < all.size(); i++) {
            all.read(i, row, 0);
            requireValid(i, row, all);
        }
    }

    /** Checks the values of example i. */
    void requireValid(int i, double[] row, Examples examples) {
        for (int j = 0; j < row.length; j++) {
            if (!contains(examples.domain(), j, row[j])) {
                throw DataException.of(
                        "%s: %s, expected %s",
                        place(examples, i, j),
                        row[j],
                        examples.domain().expected()
                                + (Double.isNaN(row[j])
                                        ? "\n    if it is a missing value, use source: npy with missing:"
                                                + " true, or source: table; Rows.missing() in Java"
                                        : ""));
            }
        }
    }

    /**
     * Checks values before they are rounded to single precision.
     *
     * @throws DataException if one is not finite then
     */
    void requireSingle(Examples examples) {
        if (examples.precision() == ValuePrecision.SINGLE
                || StoredValues.isOfBytes(examples.domain())) {
            return;
        }
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (Double.isFinite(row[j]) && !Float.isFinite((float) row[j])) {
                    throw DataException.of(
                            "%s: %s, expected a finite number of single precision (float32), at most"
                                    + " %.3g in magnitude\nlarger numbers need runtime.precision:"
                                    + " float64",
                            place(examples, i, j), row[j], Float.MAX_VALUE);
                }
            }
        }
    }

    /** Returns where value j of example i is, for messages. */
    String place(Examples examples, int i, int j) {
        Origin origin = examples.origin();
        return "%s %s, %s"
                .formatted(
                        origin.equals(Origin.INDEX) ? "example" : origin.column(),
                        origin.of().apply(i),
                        value(j));
    }

    private String value(int j) {
        if (!variables.isEmpty()) {
            int width = variables.size();
            return "step %s, variable '%s'".formatted(1 + j / width, variables.get(j % width));
        }
        return "value " + (columns.isEmpty() ? j : "'" + columns.get(j).name() + "'");
    }

    /** Returns whether a value is one of place d of an example. */
    boolean contains(ValueDomain domain, int d, double value) {
        for (Modality modality : modalities) {
            if (d >= modality.from() && d < modality.to()) {
                return (hasMissing && Double.isNaN(value))
                        || modality.facts().contains(modality.domain(), d - modality.from(), value);
            }
        }
        if (Double.isNaN(value)) {
            return hasMissing || (vocabulary.isPresent() && d > 0);
        }
        if (domain == ValueDomain.COLUMNS) {
            return columns.get(d).contains(value);
        }
        return domain.contains(value)
                && (domain != ValueDomain.TOKENS || value < vocabulary.orElseThrow().size());
    }
}

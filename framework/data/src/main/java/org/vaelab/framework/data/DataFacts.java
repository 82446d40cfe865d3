// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.settings.Amount;

/**
 * What is known of a data set beside its values.
 *
 * @param form what an example is: an array, a row of a table, a text, a series, modalities
 * @param hasMissing whether values may be missing, which are NaN
 * @param remarks what a user should know, a sentence each, such as how many files were unreadable
 * @param distribution the distribution of the examples; empty if it is not known
 * @param dropped the names of columns that are left out because training examples have one value
 *     there
 */
public record DataFacts(
        Form form,
        boolean hasMissing,
        List<String> remarks,
        Optional<KnownDistribution> distribution,
        List<String> dropped) {

    /** Nothing but values. */
    public static final DataFacts NONE = of(Form.arrays(), false);

    private static final String MISSING =
            "\n    if it is a missing value, use source: npy with missing: true, or source: table;"
                    + " Rows.missing() in Java";

    private static final String NEW_MISSING =
            "\n    no value was missing in training: impute fills it in";

    public DataFacts {
        remarks = List.copyOf(remarks);
        dropped = List.copyOf(dropped);
    }

    /**
     * Returns the facts of examples of a form.
     *
     * @param hasMissing whether values, or whole modalities, may be missing
     */
    public static DataFacts of(Form form, boolean hasMissing) {
        return new DataFacts(form, hasMissing, List.of(), Optional.empty(), List.of());
    }

    private DataFacts with(
            List<String> further, Optional<KnownDistribution> known, List<String> without) {
        return new DataFacts(form, hasMissing, further, known, without);
    }

    /** Returns these facts with other remarks. */
    public DataFacts with(List<String> others) {
        return with(others, distribution, dropped);
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
                mayMiss ? form.withMissing() : form,
                hasMissing || mayMiss || mayLack,
                remarks,
                distribution,
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
        check(examples, MISSING);
    }

    /** Checks all values of new examples for a trained model. */
    void checkNew(Examples examples) {
        check(examples, NEW_MISSING);
    }

    private void check(Examples examples, String remedy) {
        Examples all = examples.whole();
        if (all.isChecked()) {
            return;
        }
        double[] row = new double[all.width()];
        for (int i = 0; i < all.size(); i++) {
            all.read(i, row, 0);
            requireValid(i, row, all, remedy);
        }
    }

    /** Checks the values of example i. */
    void requireValid(int i, double[] row, Examples examples) {
        requireValid(i, row, examples, MISSING);
    }

    private void requireValid(int i, double[] row, Examples examples, String remedy) {
        for (int j = 0; j < row.length; j++) {
            if (!form.contains(examples.domain(), j, row[j], hasMissing)) {
                throw DataException.of(
                        "%s: %s, expected %s",
                        place(examples, i, j),
                        row[j],
                        examples.domain().expected() + (Double.isNaN(row[j]) ? remedy : ""));
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
                        form.place(j));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A block of the values of a datum that is observed as a whole or not at all: an image, its
 * caption, a row of a table. Data of the domain {@link ValueDomain#MODALITIES} consist of some, one
 * after the other. All values of a modality that is missing are NaN.
 *
 * @param name that configs, parameters and metrics use
 * @param from the place of its first value among those of the datum
 * @param domain of its values; not {@link ValueDomain#MODALITIES}
 * @param form what it is by itself; not {@link Form.Modalities}
 * @param hasMissing whether single values of an observed one may be missing
 * @param likelihood the name of the likelihood of a model that names none
 * @param encoder the name of the encoder of a model that names none
 */
public record Modality(
        String name,
        int from,
        DataShape shape,
        ValueDomain domain,
        Form form,
        boolean hasMissing,
        String likelihood,
        String encoder) {

    private static final String NAME = "[A-Za-z][A-Za-z0-9_]*";

    /**
     * @throws DataException if the name is no word, or the domain is that of several modalities
     */
    public Modality {
        if (!name.matches(NAME)) {
            throw DataException.of(
                    "modality '%s': expected a name of letters, digits and _, with a letter first",
                    name);
        }
        if (domain == ValueDomain.MODALITIES) {
            throw DataException.of("modality '%s': it consists of modalities itself", name);
        }
    }

    /** Returns the number of its values. */
    public int width() {
        return shape.size();
    }

    /** Returns the place after its last value. */
    public int to() {
        return from + width();
    }

    /** Returns what is known of a data set of this modality alone. */
    public DataFacts facts() {
        return DataFacts.of(form, hasMissing);
    }

    /** Returns what each of its values is, as a column; one without columns has its name. */
    List<Column> kinds() {
        boolean areCounts = domain == ValueDomain.COUNTS;
        Column plain =
                new Column(name, areCounts ? Column.Kind.COUNT : Column.Kind.REAL, List.of());
        return form.columns().isEmpty() ? Collections.nCopies(width(), plain) : form.columns();
    }

    /** Returns this modality, of which single values may be missing. */
    Modality withMissing() {
        return new Modality(name, from, shape, domain, form, true, likelihood, encoder);
    }

    /** Returns whether it is observed in a row of a datum. */
    public boolean isObserved(double[] row) {
        for (int d = from; d < to(); d++) {
            if (!Double.isNaN(row[d])) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether it is observed in a row of single precision. */
    public boolean isObserved(float[] row) {
        return IntStream.range(from, to()).anyMatch(d -> !Float.isNaN(row[d]));
    }

    /** Returns the indices of the examples that have all of some modalities, ascending. */
    public static int[] observed(Examples examples, Collection<Modality> all) {
        double[] row = new double[examples.width()];
        return IntStream.range(0, examples.size())
                .filter(
                        i -> {
                            examples.read(i, row, 0);
                            return all.stream().allMatch(m -> m.isObserved(row));
                        })
                .toArray();
    }

    /** Returns examples of which all other modalities are missing. */
    public Examples alone(Examples examples) {
        DataRows rows =
                new DataRows() {
                    @Override
                    public int size() {
                        return examples.size();
                    }

                    @Override
                    public int width() {
                        return examples.width();
                    }

                    @Override
                    public void read(int row, double[] target, int offset) {
                        examples.read(row, target, offset);
                        Arrays.fill(target, offset, offset + from, Double.NaN);
                        Arrays.fill(target, offset + to(), offset + width(), Double.NaN);
                    }
                };
        Examples alone = Examples.of(rows, examples.domain()).from(examples.origin());
        return examples.labels().map(alone::withLabels).orElse(alone);
    }

    /**
     * Returns the nonempty subsets of some modalities, or of their numbers; the last is the whole
     * set.
     */
    public static <T> List<List<T>> subsets(List<T> all) {
        return IntStream.range(1, 1 << all.size())
                .mapToObj(
                        bits ->
                                IntStream.range(0, all.size())
                                        .filter(m -> (bits >> m & 1) == 1)
                                        .mapToObj(all::get)
                                        .toList())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.Setting;

/**
 * A modality that is made of the labels of a part: the name of a digit, say, as a category or
 * spelt.
 */
public record LabelModality(
        @Setting("the part whose labels these are") String of,
        @Setting("the column of the labels; absent: the only one")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String column,
        @Setting(
                        value = "what an example is: category, or text, the characters of the name",
                        defaultValue = "category")
                As as,
        @Setting("names of the classes in order; absent: those of the labels")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<String> names) {

    /** What an example is. */
    public enum As {
        CATEGORY,
        TEXT
    }

    public LabelModality {
        names = names == null ? null : List.copyOf(names);
    }

    String likelihood() {
        return as == As.TEXT ? "tokens" : "columns";
    }

    String encoder() {
        return as == As.TEXT ? "gru" : "mlp";
    }

    /**
     * Returns the labels as a data set of their own. An example whose label is not known is
     * missing.
     *
     * @throws DataException if the part has no such labels, or not as many classes as names
     */
    Dataset load(String name, Dataset part) {
        Labels.Column known = column(name, part.train());
        List<String> classes = names == null ? known.valueNames() : names;
        if (classes.size() != known.cardinality()) {
            throw DataException.of(
                    "labels: %s.names: %s names of %s classes",
                    name, classes.size(), known.cardinality());
        }
        Spelt spelt = Spelt.of(name, as, classes);
        return Dataset.of(
                name,
                DataShape.flat(spelt.rows()[0].length),
                spelt.examples(known),
                spelt.examples(part.test().label(known.name())),
                "labels of " + of,
                spelt.facts());
    }

    private Labels.Column column(String name, Examples examples) {
        List<String> all = examples.labels().map(Labels::names).orElse(List.of());
        if (column == null && all.size() != 1) {
            throw DataException.of(
                    "labels: %s.of: part '%s' has %s label columns\n%s",
                    name,
                    of,
                    all.size(),
                    all.isEmpty()
                            ? "choose a part with labels"
                            : "set labels." + name + ".column: one of " + all);
        }
        return examples.label(column == null ? all.get(0) : column);
    }

    /**
     * Each class as values of an example.
     *
     * @param rows of the classes in order
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Spelt(double[][] rows, ValueDomain domain, DataFacts facts) {

        static Spelt of(String name, As as, List<String> classes) {
            double[][] rows = new double[classes.size()][1];
            if (as == As.CATEGORY) {
                Arrays.setAll(rows, k -> new double[] {k});
                Column one = new Column(name, Column.Kind.CATEGORICAL, classes);
                return new Spelt(
                        rows, ValueDomain.COLUMNS, DataFacts.of(Form.table(List.of(one)), true));
            }
            List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
            TreeSet<String> letters = new TreeSet<>();
            classes.forEach(word -> letters.addAll(Arrays.asList(word.split(""))));
            tokens.addAll(letters);
            int width = classes.stream().mapToInt(String::length).max().orElseThrow() + 1;
            Arrays.setAll(rows, k -> row(classes.get(k), tokens, width));
            return new Spelt(
                    rows,
                    ValueDomain.TOKENS,
                    DataFacts.of(new Form.Texts(new Vocabulary(tokens, "", "")), true));
        }

        private static double[] row(String word, List<String> tokens, int width) {
            double[] row = new double[width];
            Arrays.fill(row, Double.NaN);
            for (int t = 0; t < word.length(); t++) {
                row[t] = tokens.indexOf(word.substring(t, t + 1));
            }
            row[word.length()] = Vocabulary.END;
            return row;
        }

        Examples examples(Labels.Column labels) {
            double[] unknown = new double[rows[0].length];
            Arrays.fill(unknown, Double.NaN);
            return Examples.of(
                    new DataRows() {
                        @Override
                        public int size() {
                            return labels.size();
                        }

                        @Override
                        public int width() {
                            return unknown.length;
                        }

                        @Override
                        public void read(int row, double[] target, int offset) {
                            int label = labels.value(row);
                            double[] values = label == Labels.UNKNOWN ? unknown : rows[label];
                            System.arraycopy(values, 0, target, offset, values.length);
                        }
                    },
                    domain);
        }
    }
}

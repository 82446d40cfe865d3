// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an example is beside its numbers: what they are called, which of them may be missing, and
 * how they are written for a reader. The numbers of all forms lie in one row.
 *
 * <p>What the other forms have is empty in each: {@link #columns} of all but a table, {@link
 * #vocabulary} of all but texts.
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

    /** Vectors and images, whose values have no names. */
    Form ARRAYS = new Arrays();

    /** Returns the form of rows with such columns, one for each value; without any, of arrays. */
    static Form table(List<Column> columns) {
        return columns.isEmpty() ? ARRAYS : new Table(columns);
    }

    /** Returns the columns of a table, one for each value, in order. */
    default List<Column> columns() {
        return List.of();
    }

    default Optional<Vocabulary> vocabulary() {
        return Optional.empty();
    }

    /** Returns the names of the numbers that a step of a series has. */
    default List<String> variables() {
        return List.of();
    }

    /** Returns the blocks of values of which a datum consists, in order. */
    default List<Modality> modalities() {
        return List.of();
    }

    /** Returns the name of value j, as a column of a written table has it. */
    default String name(int j) {
        return "x" + j;
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

    /** Returns the texts by which a checksum tells data of equal values apart, in order. */
    default List<String> identity() {
        return List.of();
    }

    /** Returns this form of examples, single values of which may be missing. */
    default Form withMissing() {
        return this;
    }

    /** The form of {@link #ARRAYS}. */
    record Arrays() implements Form {}

    /** Rows of a table, whose columns may be of several kinds. */
    record Table(List<Column> columns) implements Form {

        public Table {
            columns = List.copyOf(columns);
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
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            return domain == ValueDomain.COLUMNS && !Double.isNaN(value)
                    ? columns.get(j).contains(value)
                    : Form.super.contains(domain, j, value, mayMiss);
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
    }

    /** Texts: the tokens of a vocabulary. After the end of a text, all values are NaN. */
    record Texts(Vocabulary words) implements Form {

        @Override
        public Optional<Vocabulary> vocabulary() {
            return Optional.of(words);
        }

        @Override
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            return Double.isNaN(value)
                    ? mayMiss || j > 0
                    : domain.contains(value) && value < words.size();
        }

        @Override
        public List<String> identity() {
            return List.of("\ntokens " + words.tokens());
        }
    }

    /**
     * Series [T, D], of which steps and numbers may be missing.
     *
     * @param variables the names of the D numbers
     */
    record Series(List<String> variables) implements Form {

        public Series {
            variables = List.copyOf(variables);
        }

        @Override
        public String place(int j) {
            int width = variables.size();
            return "step %s, variable '%s'".formatted(1 + j / width, variables.get(j % width));
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
        public boolean contains(ValueDomain domain, int j, double value, boolean mayMiss) {
            Modality of = at(j);
            return (mayMiss && Double.isNaN(value))
                    || of.form().contains(of.domain(), j - of.from(), value, of.hasMissing());
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
        public Form withMissing() {
            return new Modalities(modalities.stream().map(Modality::withMissing).toList());
        }
    }
}

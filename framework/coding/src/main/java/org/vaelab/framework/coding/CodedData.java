// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;

/**
 * What a decoder must know of the data beside the model. Letters stand for values in the units of
 * the data: their digits do not come back from standardised ones.
 *
 * @param width D, the number of values of a datum
 * @param texts whether a datum ends after its letter 0, with nothing behind
 * @param alphabets of the places; one if all have the same
 * @param missing how many values of each place are missing; empty if none is
 * @param standardization of the values that the model sees; null if it sees the data as they are
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record CodedData(
        int examples,
        int width,
        boolean texts,
        List<Alphabet> alphabets,
        int[] missing,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Standardization standardization) {

    /** The letter of a missing value. */
    static final int ABSENT = -1;

    /**
     * Returns the facts of a data set.
     *
     * @param columns of a table; empty if values have no names
     * @param tokens the number of tokens, of texts
     * @throws IllegalArgumentException if a value has no finite code
     */
    static CodedData of(Examples prepared, List<Column> columns, OptionalInt tokens) {
        Examples examples = prepared.unstandardized();
        int width = examples.width();
        List<Alphabet> alphabets = new ArrayList<>();
        if (tokens.isPresent()) {
            alphabets.add(Alphabet.whole(tokens.getAsInt()));
        } else if (examples.domain() == ValueDomain.BINARY
                || examples.domain() == ValueDomain.GREY_LEVELS) {
            alphabets.add(Alphabet.of(examples.domain()));
        } else if (columns.size() == width) {
            for (Column column : columns) {
                alphabets.add(
                        column.kind().hasCategories()
                                ? Alphabet.whole(column.categories().size())
                                : Alphabet.of(
                                        examples,
                                        List.of(alphabets.size()),
                                        column.kind(),
                                        "column '" + column.name() + "'"));
            }
        } else {
            boolean counts = examples.domain() == ValueDomain.COUNTS;
            alphabets.add(
                    Alphabet.of(
                            examples,
                            IntStream.range(0, width).boxed().toList(),
                            counts ? Column.Kind.COUNT : Column.Kind.REAL,
                            "x"));
        }
        return new CodedData(
                examples.size(),
                width,
                tokens.isPresent(),
                alphabets,
                tokens.isPresent() ? new int[0] : missing(examples),
                prepared.standardization().orElse(null));
    }

    private static int[] missing(Examples examples) {
        int[] missing = new int[examples.width()];
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int d = 0; d < row.length; d++) {
                missing[d] += Double.isNaN(row[d]) ? 1 : 0;
            }
        }
        return IntStream.of(missing).sum() == 0 ? new int[0] : missing;
    }

    Alphabet alphabet(int place) {
        return alphabets.get(place % alphabets.size());
    }

    int mostLetters() {
        return alphabets.stream().mapToInt(Alphabet::size).max().orElseThrow();
    }

    /**
     * Returns the letters of all examples, row by row. A text that was cut ends after its last
     * token.
     *
     * @throws IllegalArgumentException if no letter is a value
     */
    int[] letters(Examples prepared) {
        Examples data = prepared.unstandardized();
        int[] letters = new int[Math.multiplyExact(data.size(), width)];
        double[] row = new double[width];
        for (int i = 0; i < data.size(); i++) {
            data.read(i, row, 0);
            for (int d = 0; d < width; d++) {
                // A text that was cut has no end, which a decoder waits for.
                boolean isCut = texts && d > 0 && letters[i * width + d - 1] > 0;
                double value = isCut && Double.isNaN(row[d]) ? Vocabulary.END : row[d];
                letters[i * width + d] = letter(i, d, value);
            }
        }
        return letters;
    }

    private int letter(int example, int place, double value) {
        if (Double.isNaN(value)) {
            return ABSENT;
        }
        Alphabet alphabet = alphabet(place);
        int letter = alphabet.letter(value);
        if (!alphabet.isOf(letter, value)) {
            throw new IllegalArgumentException(
                    "example %s, value %s: %s is none of the values that are coded"
                            .formatted(example, place, value));
        }
        return letter;
    }

    /** Returns a value in the units of the data. */
    double value(int place, int letter) {
        return letter == ABSENT ? Double.NaN : alphabet(place).value(letter);
    }

    /** Returns a value as the model sees it. */
    double modelled(int place, int letter) {
        double value = value(place, letter);
        return standardization == null ? value : standardization.apply(place, value);
    }
}

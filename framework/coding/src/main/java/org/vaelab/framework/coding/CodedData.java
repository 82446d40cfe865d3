// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;

/**
 * What a decoder must know of the data beside the model.
 *
 * @param width D, the number of values of a datum
 * @param texts whether a datum ends after its letter 0, with nothing behind
 * @param alphabets of the places; one if all have the same
 * @param missing how many values of each place are missing; empty if none is
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record CodedData(int examples, int width, boolean texts, List<Alphabet> alphabets, int[] missing) {

    /** The letter of a missing value. */
    static final int ABSENT = -1;

    /**
     * Returns the facts of a data set.
     *
     * @param columns of a table; empty if values have no names
     * @param tokens the number of tokens, of texts
     * @throws IllegalArgumentException if a value has no finite code
     */
    static CodedData of(Examples examples, List<Column> columns, OptionalInt tokens) {
        int width = examples.width();
        List<Alphabet> alphabets = new ArrayList<>();
        if (tokens.isPresent()) {
            alphabets.add(Alphabet.whole(tokens.getAsInt()));
        } else if (examples.domain() == ValueDomain.COLUMNS) {
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
        } else if (examples.domain() == ValueDomain.BINARY
                || examples.domain() == ValueDomain.GREY_LEVELS) {
            alphabets.add(Alphabet.of(examples.domain()));
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
                tokens.isPresent() ? new int[0] : missing(examples));
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

    /** Returns the letters of all examples, row by row. */
    int[] letters(Examples data) {
        int[] letters = new int[Math.multiplyExact(data.size(), width)];
        double[] row = new double[width];
        for (int i = 0; i < data.size(); i++) {
            data.read(i, row, 0);
            for (int d = 0; d < width; d++) {
                letters[i * width + d] = Double.isNaN(row[d]) ? ABSENT : alphabet(d).letter(row[d]);
            }
        }
        return letters;
    }

    double value(int place, int letter) {
        return letter == ABSENT ? Double.NaN : alphabet(place).value(letter);
    }
}

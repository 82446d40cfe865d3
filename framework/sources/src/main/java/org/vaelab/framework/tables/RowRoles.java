// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Which rows of a file are training, validation and test rows, each from 0.
 *
 * @param validation may be empty
 * @param test empty if the test rows are in another file
 * @param origin how they were chosen, for the record
 */
record RowRoles(BitSet train, BitSet validation, BitSet test, String origin) {
    private static final double DEFAULT_TEST_FRACTION = 0.2;

    /**
     * Returns the rows as settings say.
     *
     * @throws DataException if no row is left for training or test
     */
    static RowRoles of(TableSource settings, TableFile file) {
        BitSet validation = new BitSet();
        BitSet test = new BitSet();
        String origin = "";
        if (settings.split() != null) {
            mark(file, settings.split(), test, validation);
            origin = ", split by column " + settings.split().column();
        } else if (settings.testRows() != null) {
            numbers(settings.testRows(), file, test);
            origin = ", test rows of " + settings.testRows();
        } else if (settings.test() == null) {
            draw(settings, file, test);
        }
        if (settings.validationRows() != null) {
            numbers(settings.validationRows(), file, validation);
            if (settings.testRows() == null) {
                test.andNot(validation);
            } else if (test.intersects(validation)) {
                throw DataException.of(
                        "%s: row %s is a validation and a test row",
                        settings.validationRows(),
                        validation.stream().filter(test::get).findFirst().orElseThrow() + 1);
            }
        }
        BitSet train = new BitSet();
        train.set(0, file.size());
        train.andNot(test);
        train.andNot(validation);
        if (train.isEmpty() || (settings.test() == null && test.isEmpty())) {
            throw DataException.of(
                    "%s: %s training, %s validation and %s test rows; expected at least one of"
                            + " training and test",
                    file.path(), train.cardinality(), validation.cardinality(), test.cardinality());
        }
        boolean isDrawn = origin.isEmpty() && settings.test() == null;
        return new RowRoles(
                train,
                validation,
                test,
                isDrawn
                        ? ", %s rows held out under seed %s"
                                .formatted(test.cardinality(), seed(settings))
                        : origin);
    }

    private static long seed(TableSource settings) {
        return settings.seed() == null ? 0 : settings.seed();
    }

    private static void draw(TableSource settings, TableFile file, BitSet test) {
        double fraction =
                settings.testFraction() == null ? DEFAULT_TEST_FRACTION : settings.testFraction();
        int size = file.size();
        if (size < 2) {
            throw DataException.of(
                    "%s: one row of data, expected at least 2, of which some are held out for"
                            + " the test; or set test to another file",
                    file.path());
        }
        int held = (int) Math.round(fraction * size);
        if (!(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: a test fraction of %s of %s rows is %s rows, expected 1..%s",
                    file.path(), fraction, size, held, size - 1);
        }
        Arrays.stream(HeldOut.choose(size, held, seed(settings)).test()).forEach(test::set);
    }

    private static void numbers(Path path, TableFile file, BitSet target) {
        List<String> lines;
        try {
            lines = Files.readAllLines(GivenFile.required(path), UTF_8);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).strip();
            if (text.isEmpty()) {
                continue;
            }
            int row = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
            if (row < 1 || row > file.size()) {
                throw DataException.of(
                        "%s, line %s: \"%s\", expected the number of a row of %s, 1..%s",
                        path, i + 1, text, file.path(), file.size());
            }
            target.set(row - 1);
        }
    }

    private static void mark(TableFile file, TableSplit split, BitSet test, BitSet validation) {
        NamedPlaces tested = NamedPlaces.of(split.test());
        NamedPlaces validated = NamedPlaces.of(split.validation());
        file.read(
                List.of(file.field("split", split.column())),
                (row, cells) -> {
                    Cell cell = cells.get(0);
                    test.set(row, !cell.isMissing() && tested.of(cell) >= 0);
                    validation.set(row, !cell.isMissing() && validated.of(cell) >= 0);
                });
        requireFound(file, split, "test", split.test(), test);
        requireFound(file, split, "validation", split.validation(), validation);
    }

    private static void requireFound(
            TableFile file, TableSplit split, String part, List<String> values, BitSet found) {
        if (found.isEmpty() && !values.isEmpty()) {
            throw DataException.of(
                    "%s: no row has %s in column \"%s\" (setting split.%s)",
                    file.path(), String.join(" or ", values), split.column(), part);
        }
    }

    /** Returns the examples of some rows; empty for none. */
    static Optional<Examples> select(Examples all, BitSet rows) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(all.select(rows.stream().toArray()));
    }
}

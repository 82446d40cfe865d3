// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Which rows of a file are training, validation and test rows, each from 0 and in ascending order.
 *
 * @param validation may be empty
 * @param test empty if the test rows are in another file
 * @param origin how they were chosen, for the record
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record RowRoles(int[] train, int[] validation, int[] test, String origin) {

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
            return drawn(settings, file);
        }
        if (settings.validationRows() != null) {
            numbers(settings.validationRows(), file, validation);
            requireDisjoint(settings.validationRows(), test, validation);
        }
        return of(file, test, validation, origin, settings.test() == null);
    }

    private static RowRoles of(
            TableFile file, BitSet test, BitSet validation, String origin, boolean needsTest) {
        BitSet train = new BitSet();
        train.set(0, file.size());
        train.andNot(test);
        train.andNot(validation);
        if (train.isEmpty() || (needsTest && test.isEmpty())) {
            throw DataException.of(
                    "%s: %s training, %s validation and %s test rows; expected at least one of"
                            + " training and test",
                    file.path(), train.cardinality(), validation.cardinality(), test.cardinality());
        }
        return new RowRoles(
                train.stream().toArray(),
                validation.stream().toArray(),
                test.stream().toArray(),
                origin);
    }

    private static void requireDisjoint(Path path, BitSet test, BitSet validation) {
        BitSet both = (BitSet) test.clone();
        both.and(validation);
        if (!both.isEmpty()) {
            throw DataException.of(
                    "%s: row %s is a validation and a test row", path, both.nextSetBit(0) + 1);
        }
    }

    /** Draws test rows, then validation rows from a file if there is one. */
    private static RowRoles drawn(TableSource settings, TableFile file) {
        double fraction =
                settings.testFraction() == null ? DEFAULT_TEST_FRACTION : settings.testFraction();
        long seed = settings.seed() == null ? 0 : settings.seed();
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
        BitSet test = new BitSet();
        Arrays.stream(HeldOut.choose(size, held, seed).test()).forEach(test::set);
        BitSet validation = new BitSet();
        if (settings.validationRows() != null) {
            numbers(settings.validationRows(), file, validation);
            test.andNot(validation);
        }
        String origin = ", " + test.cardinality() + " rows held out under seed " + seed;
        return of(file, test, validation, origin, true);
    }

    private static void numbers(Path path, TableFile file, BitSet target) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path, UTF_8);
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
        file.read(
                List.of(file.field("split", split.column())),
                (row, cells) -> {
                    if (!cells.get(0).isMissing()) {
                        test.set(row, split.test().contains(cells.get(0).text()));
                        validation.set(row, split.validation().contains(cells.get(0).text()));
                    }
                });
        requireFound(file, split, "test", test);
        if (!split.validation().isEmpty()) {
            requireFound(file, split, "validation", validation);
        }
    }

    private static void requireFound(TableFile file, TableSplit split, String part, BitSet found) {
        if (found.isEmpty()) {
            throw DataException.of(
                    "%s: no row has %s in column \"%s\" (setting split.%s)",
                    file.path(),
                    String.join(" or ", part.equals("test") ? split.test() : split.validation()),
                    split.column(),
                    part);
        }
    }

    /** Returns the training rows as a set. */
    BitSet training() {
        BitSet training = new BitSet();
        Arrays.stream(train).forEach(training::set);
        return training;
    }
}

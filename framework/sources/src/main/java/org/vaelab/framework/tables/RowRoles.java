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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.Origin;
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
    /**
     * Returns the rows as settings say.
     *
     * @throws DataException if no row is left for training or test
     */
    static RowRoles of(TableSource settings, TableFile file) {
        BitSet validation = new BitSet();
        BitSet test = new BitSet();
        String origin = "";
        if (settings.validationRows() != null) {
            numbers(settings.validationRows(), file, validation);
        }
        if (settings.split() != null) {
            TableSplit split = settings.split();
            mark(file, split.column(), "test", split.test(), test);
            mark(file, split.column(), "validation", split.validation(), validation);
            origin = ", split by column " + split.column();
        } else if (settings.testRows() != null) {
            numbers(settings.testRows(), file, test);
            if (test.intersects(validation)) {
                throw DataException.of(
                        "%s: row %s is a validation and a test row",
                        settings.validationRows(),
                        validation.stream().filter(test::get).findFirst().orElseThrow() + 1);
            }
            origin = ", test rows of " + settings.testRows();
        } else if (settings.tested() == null) {
            if (file.size() < 2) {
                throw DataException.of(
                        "%s: one row of data, expected at least 2, of which some are held out for"
                                + " the test; or set test to another file",
                        file.path());
            }
            String what = file.path().toString();
            HeldOut held = HeldOut.of(what, file.size(), settings.testFraction(), settings.seed());
            Arrays.stream(held.test()).filter(row -> !validation.get(row)).forEach(test::set);
            origin = ", %s rows held out %s".formatted(test.cardinality(), held.how());
        }
        BitSet train = new BitSet();
        train.set(0, file.size());
        train.andNot(test);
        train.andNot(validation);
        if (train.isEmpty() || (settings.tested() == null && test.isEmpty())) {
            throw DataException.of(
                    "%s: %s training, %s validation and %s test rows; expected at least one of"
                            + " training and test",
                    file.path(), train.cardinality(), validation.cardinality(), test.cardinality());
        }
        return new RowRoles(train, validation, test, origin);
    }

    /**
     * Returns the rows as their names say.
     *
     * @throws DataException if no row is left for training or test
     */
    static RowRoles byName(TableFile file, Origin rows, Predicate<String> isTest) {
        HeldOut held = HeldOut.byName(file.path().toString(), file.size(), rows.of(), isTest);
        BitSet train = new BitSet();
        Arrays.stream(held.train()).forEach(train::set);
        BitSet test = new BitSet();
        Arrays.stream(held.test()).forEach(test::set);
        return new RowRoles(train, new BitSet(), test, ", " + held);
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

    /** Marks the rows whose cell has one of some values. */
    private static void mark(
            TableFile file, String column, String part, @Nullable OneOrMore values, BitSet rows) {
        if (values == null) {
            return;
        }
        NamedPlaces places = NamedPlaces.of(values.texts());
        file.read(
                List.of(file.field("split", column)),
                (row, cells) ->
                        rows.set(row, !cells.get(0).isMissing() && places.of(cells.get(0)) >= 0));
        if (rows.isEmpty()) {
            throw DataException.of(
                    "%s: no row has %s in column \"%s\" (setting split.%s)",
                    file.path(), String.join(" or ", values.texts()), column, part);
        }
    }

    /** Returns the examples of some rows; empty for none. */
    static Optional<Examples> select(Examples all, BitSet rows) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(all.select(rows.stream().toArray()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;

/**
 * Settings of {@code source: csv}: numbers in columns, an example in a row.
 *
 * @param path the training examples, or all examples
 * @param test the test examples, in the same columns; or null, and a part of {@code path} is held
 *     out
 * @param testFraction the part of the rows of {@code path} that is held out for the test, between 0
 *     and 1, drawn under {@code seed}; by default 0.2
 * @param header whether the first row names the columns; by default true. Without it the columns
 *     are called 1, 2, ...
 * @param separator one character; by default a comma
 * @param columns the columns that hold the values, in order; by default all but the label
 * @param label the column that holds the label, if there is one
 * @param domain what the values are: {@code real} (the default), {@code unit} for [0, 1], {@code
 *     grey} for integers 0 to 255, {@code binary} for 0 and 1
 * @param shape the shape of an example, such as 1x28x28; by default a plain vector
 * @param seed of the choice of test rows; by default 0
 * @param name the name in tables; by default that of the file
 */
public record CsvSettings(
        Path path,
        @Nullable Path test,
        @Nullable Double testFraction,
        @Nullable Boolean header,
        @Nullable String separator,
        @Nullable List<String> columns,
        @Nullable String label,
        @Nullable ValueDomain domain,
        @Nullable DataShape shape,
        @Nullable Long seed,
        @Nullable String name) {

    /** The part of the rows that is held out where neither it nor a test file is given. */
    public static final double DEFAULT_TEST_FRACTION = 0.2;

    /**
     * @throws DataException if a setting is missing or outside its range, or two contradict
     */
    public CsvSettings {
        Settings.require("csv", "path", path);
        if (test != null && testFraction != null) {
            throw new DataException(
                    "source csv: both test ("
                            + test
                            + ") and testFraction ("
                            + testFraction
                            + ") are set; expected one of them");
        }
        if (testFraction != null && !(testFraction > 0 && testFraction < 1)) {
            throw new DataException(
                    "source csv: testFraction is "
                            + testFraction
                            + ", expected more than 0 and less than 1");
        }
        if (separator != null && separator.length() != 1) {
            throw new DataException(
                    "source csv: separator is \"" + separator + "\", expected one character");
        }
        if (columns != null) {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new DataException("source csv: columns is empty");
            }
            if (label != null && columns.contains(label)) {
                throw new DataException(
                        "source csv: column \"" + label + "\" is in columns and is the label");
            }
        }
    }

    /** The settings of one file with a header, everything else by default. */
    public static CsvSettings of(Path path) {
        return new CsvSettings(path, null, null, null, null, null, null, null, null, null, null);
    }

    boolean hasHeader() {
        return header == null || header;
    }

    char separatorCharacter() {
        return separator == null ? ',' : separator.charAt(0);
    }

    ValueDomain domainOrReal() {
        return domain == null ? ValueDomain.REAL : domain;
    }

    double testFractionOrDefault() {
        return testFraction == null ? DEFAULT_TEST_FRACTION : testFraction;
    }

    long seedOrZero() {
        return seed == null ? 0 : seed;
    }
}

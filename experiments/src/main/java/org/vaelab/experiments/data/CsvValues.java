// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

/**
 * The values of a CSV file while it is read, row by row. They are stored as bytes if they fit, else
 * in the requested precision.
 */
final class CsvValues {
    /** Integers of up to this many digits are exact as floats. */
    private static final int EXACT_DIGITS = 7;

    private final ValueDomain domain;
    private final List<String> columns;
    private final ValuePrecision precision;
    private final List<byte[]> bytes = new ArrayList<>();
    private final List<float[]> floats = new ArrayList<>();
    private final List<double[]> doubles = new ArrayList<>();

    CsvValues(ValueDomain domain, List<String> columns, ValuePrecision precision) {
        this.domain = domain;
        this.columns = columns;
        this.precision = precision;
    }

    /** A value outside the domain, formatted for the end of a message. */
    record Refusal(String column, String found, String expected) {
        @Override
        public String toString() {
            return ", column \"" + column + "\": \"" + found + "\", expected " + expected;
        }
    }

    /** Adds a row, or says what is wrong with it. */
    @Nullable Refusal add(Map<String, String> cells) {
        double[] row = new double[columns.size()];
        for (int j = 0; j < row.length; j++) {
            String column = columns.get(j);
            String cell = cells.get(column).strip();
            row[j] = parse(cell);
            if (!isAllowed(row[j])) {
                return new Refusal(column, cell, expected());
            }
        }
        if (domain.isDiscrete()) {
            byte[] byteRow = new byte[row.length];
            for (int j = 0; j < row.length; j++) {
                byteRow[j] = (byte) (int) row[j];
            }
            bytes.add(byteRow);
        } else if (precision == ValuePrecision.SINGLE) {
            float[] floatRow = new float[row.length];
            for (int j = 0; j < row.length; j++) {
                floatRow[j] = (float) row[j];
            }
            floats.add(floatRow);
        } else {
            doubles.add(row);
        }
        return null;
    }

    /**
     * Parses a decimal number. Everything else is NaN, including 0x1p3 and 1f, which Java would
     * accept.
     */
    private static double parse(String cell) {
        if (cell.length() <= EXACT_DIGITS && !cell.isEmpty()) {
            int digits = 0;
            for (int i = 0; i < cell.length() && digits >= 0; i++) {
                int digit = cell.charAt(i) - '0';
                digits = digit >= 0 && digit <= 9 ? 10 * digits + digit : -1;
            }
            if (digits >= 0) {
                return digits;
            }
        }
        return parseDecimal(cell);
    }

    private static double parseDecimal(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (!(c >= '0' && c <= '9') && "+-.eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private boolean isAllowed(double value) {
        if (domain == ValueDomain.GREY_LEVELS) {
            return value >= 0 && value <= 255 && value == Math.rint(value);
        }
        return domain.contains(precision == ValuePrecision.SINGLE ? (float) value : value);
    }

    private String expected() {
        return switch (domain) {
            case BINARY -> "0 or 1";
            case GREY_LEVELS -> "an integer 0..255";
            case UNIT_INTERVAL -> "a number in [0, 1]";
            case REAL -> "a finite number";
        };
    }

    int size() {
        return bytes.size() + floats.size() + doubles.size();
    }

    Examples examples() {
        int width = columns.size();
        if ((long) size() * width > Integer.MAX_VALUE - 8) {
            throw new DataException(
                    size() + " rows of " + width + " values are more than fit into memory");
        }
        int length = size() * width;
        if (domain.isDiscrete()) {
            byte[] content = new byte[length];
            fill(content, bytes, width);
            return domain == ValueDomain.BINARY
                    ? Examples.binary(width, content)
                    : Examples.greyLevels(width, content);
        }
        if (precision == ValuePrecision.SINGLE) {
            float[] content = new float[length];
            fill(content, floats, width);
            return domain == ValueDomain.REAL
                    ? Examples.real(width, content)
                    : Examples.unitInterval(width, content);
        }
        double[] content = new double[length];
        fill(content, doubles, width);
        return domain == ValueDomain.REAL
                ? Examples.real(width, content)
                : Examples.unitInterval(width, content);
    }

    private static void fill(Object content, List<?> rows, int width) {
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, content, i * width, width);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;

/** The values of a CSV file as they are read, a row at a time: bytes where they fit into bytes. */
final class CsvValues {
    /** An integer of up to this many digits is a float without rounding. */
    private static final int EXACT_DIGITS = 7;

    private final ValueDomain domain;
    private final List<String> columns;
    private final List<byte[]> bytes = new ArrayList<>();
    private final List<float[]> floats = new ArrayList<>();

    CsvValues(ValueDomain domain, List<String> columns) {
        this.domain = domain;
        this.columns = columns;
    }

    /** A value that is none of the domain; prints as the end of a message. */
    record Refusal(String column, String found, String expected) {
        @Override
        public String toString() {
            return ", column \"" + column + "\": \"" + found + "\", expected " + expected;
        }
    }

    /** Adds a row, or says what is wrong with it. */
    @Nullable Refusal add(Map<String, String> cells) {
        boolean asBytes = domain.isDiscrete();
        byte[] byteRow = new byte[asBytes ? columns.size() : 0];
        float[] floatRow = new float[asBytes ? 0 : columns.size()];
        for (int j = 0; j < columns.size(); j++) {
            String column = columns.get(j);
            String cell = cells.get(column).strip();
            float value = parse(cell);
            if (!isAllowed(value)) {
                return new Refusal(column, cell, expected());
            }
            if (asBytes) {
                byteRow[j] = (byte) (int) value;
            } else {
                floatRow[j] = value;
            }
        }
        if (asBytes) {
            bytes.add(byteRow);
        } else {
            floats.add(floatRow);
        }
        return null;
    }

    /** A decimal number; NaN for everything else, such as 0x1p3 or 1f, which Java would take. */
    private static float parse(String cell) {
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

    private static float parseDecimal(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (!(c >= '0' && c <= '9') && "+-.eE".indexOf(c) < 0) {
                return Float.NaN;
            }
        }
        try {
            return Float.parseFloat(cell);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    private boolean isAllowed(float value) {
        return domain == ValueDomain.GREY_LEVELS
                ? value >= 0 && value <= 255 && value == Math.rint(value)
                : domain.contains(value);
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
        return Math.max(bytes.size(), floats.size());
    }

    Examples examples() {
        int width = columns.size();
        if ((long) size() * width > Integer.MAX_VALUE - 8) {
            throw new DataException(
                    size() + " rows of " + width + " values are more than fit into memory");
        }
        if (domain.isDiscrete()) {
            byte[] content = new byte[size() * width];
            for (int i = 0; i < size(); i++) {
                System.arraycopy(bytes.get(i), 0, content, i * width, width);
            }
            return domain == ValueDomain.BINARY
                    ? Examples.binary(width, content)
                    : Examples.greyLevels(width, content);
        }
        float[] content = new float[size() * width];
        for (int i = 0; i < size(); i++) {
            System.arraycopy(floats.get(i), 0, content, i * width, width);
        }
        return domain == ValueDomain.REAL
                ? Examples.real(width, content)
                : Examples.unitInterval(width, content);
    }
}

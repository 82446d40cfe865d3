// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.experiments.config.ValuePart;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.ValueSplit;

/**
 * The observed values of examples, from a text. The others are missing.
 *
 * @param masks of the values of one example each; example i has mask i modulo their number
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record ObservedOption(List<boolean[]> masks) {

    private static final String OPTION = "observed";

    /**
     * Reads a part of x ({@link ValuePart#places}), or a {@code .csv} file without a header. A row
     * has 1 for each observed value and 0 for each missing one.
     *
     * @throws IllegalArgumentException if a file has another format, or all or none of the values
     *     are observed
     */
    public static ObservedOption read(String text, DataSummary data) throws IOException {
        int width = data.shape().size();
        List<boolean[]> masks =
                text.toLowerCase(Locale.ROOT).endsWith(".csv")
                        ? file(Path.of(text), width)
                        : List.of(mask(ValuePart.places(OPTION, text, data), width));
        return checked(text, masks, width);
    }

    /**
     * Returns the observed values of all examples.
     *
     * @param places whether each value of a whole example is observed
     * @throws IllegalArgumentException if their number is another, or all or none of the modelled
     *     values are observed
     */
    static ObservedOption of(boolean[] places, DataSummary data) {
        int width = ExampleValues.of(data).shape().size();
        if (places.length != width) {
            throw new IllegalArgumentException(
                    "observed: %s places, and an example has %s".formatted(places.length, width));
        }
        int[] modelled =
                data.split()
                        .map(ValueSplit::places)
                        .orElseGet(() -> IntStream.range(0, width).toArray());
        boolean[] mask = new boolean[modelled.length];
        for (int d = 0; d < mask.length; d++) {
            mask[d] = places[modelled[d]];
        }
        return checked("places", List.of(mask), mask.length);
    }

    private static ObservedOption checked(String text, List<boolean[]> masks, int width) {
        for (int i = 0; i < masks.size(); i++) {
            int count = 0;
            for (boolean observed : masks.get(i)) {
                count += observed ? 1 : 0;
            }
            if (count == 0 || count == width) {
                throw new IllegalArgumentException(
                        where(text, masks.size(), i)
                                + ": "
                                + (count == 0 ? "none" : "all")
                                + " of the "
                                + width
                                + " values are observed; at least one must be, and one be missing");
            }
        }
        return new ObservedOption(masks);
    }

    private static String where(String text, int masks, int mask) {
        return OPTION + " " + text + (masks > 1 ? ", mask " + (mask + 1) : "");
    }

    private static boolean[] mask(int[] places, int width) {
        boolean[] mask = new boolean[width];
        for (int place : places) {
            mask[place] = true;
        }
        return mask;
    }

    private static List<boolean[]> file(Path file, int width) throws IOException {
        return rows(OPTION, file, (cells, where) -> row(cells, width, where));
    }

    /** Reads a row of a file from its cells and its place, for messages. */
    @FunctionalInterface
    interface Row<T> {
        T read(String[] cells, String where);
    }

    /**
     * Reads the rows of a {@code .csv} file that an option names.
     *
     * @throws IllegalArgumentException if there is no such file, or it is empty
     */
    static <T> List<T> rows(String option, Path file, Row<T> row) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(option + " " + file + ": " + GivenFile.absent(file));
        }
        List<String> lines = Files.readAllLines(GivenFile.required(file));
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(row.read(lines.get(i).split(",", -1), file + ", line " + (i + 1)));
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(option + " " + file + ": the file is empty");
        }
        return rows;
    }

    private static boolean[] row(String[] cells, int width, String where) {
        if (cells.length != width) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s %s: %d values, and x has %d",
                            OPTION,
                            where,
                            cells.length,
                            width));
        }
        boolean[] row = new boolean[width];
        for (int j = 0; j < width; j++) {
            String cell = cells[j].strip();
            if (!cell.equals("0") && !cell.equals("1")) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "%s %s, value %d: '%s', and a mask has 1 for what is observed and 0"
                                        + " for what is missing",
                                OPTION,
                                where,
                                j + 1,
                                cell));
            }
            row[j] = cell.equals("1");
        }
        return row;
    }

    /** Returns whether each value of consecutive examples is observed, row by row. */
    public boolean[] of(int first, int count) {
        int width = masks.get(0).length;
        boolean[] all = new boolean[count * width];
        for (int i = 0; i < count; i++) {
            System.arraycopy(masks.get((first + i) % masks.size()), 0, all, i * width, width);
        }
        return all;
    }
}

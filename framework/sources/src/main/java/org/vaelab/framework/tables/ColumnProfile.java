// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.settings.ValueNames;

/** What the cells of a column hold, as far as its kind depends on it. */
final class ColumnProfile {
    /** So many different texts are counted. */
    static final int MOST_TEXTS = 2000;

    private final Field field;

    /** The numbers of all rows, NaN where there is none; empty if they do not fit memory. */
    private final double[] kept;

    private final Set<String> texts = new HashSet<>();
    private List<String> values = List.of();
    private boolean hasMissing;

    /** Of the training rows. */
    private int rows;

    private int present;
    private int numbers;
    private int whole;
    private int dates;
    private int wholeDays;
    private int commas;
    private int codes;
    private double least = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;

    /** Whole numbers from the first one on, and below it. */
    private final List<BitSet> distances = List.of(new BitSet(), new BitSet());

    private double first = Double.NaN;

    /** Of all rows, the first one that is no number, and the first one with a decimal comma. */
    private Place firstText = Place.NONE;

    private Place firstComma = Place.NONE;

    /** Of the training rows, the first one that is no date. */
    private Place firstUndated = Place.NONE;

    /** A cell of a row. */
    record Place(int row, String cell) {
        private static final Place NONE = new Place(-1, "");
    }

    private ColumnProfile(Field field, int rows) {
        this.field = field;
        this.kept = new double[rows];
    }

    /** Profiles columns, in one pass, and keeps the numbers of those without a text. */
    static List<ColumnProfile> of(TableFile file, List<Field> fields, BitSet training) {
        long values = (long) file.size() * fields.size();
        int kept = Residence.fits(values, Double.BYTES) ? file.size() : 0;
        List<ColumnProfile> profiles =
                fields.stream().map(field -> new ColumnProfile(field, kept)).toList();
        file.read(
                fields,
                (row, cells) -> {
                    for (int j = 0; j < profiles.size(); j++) {
                        profiles.get(j).add(row, cells.get(j), training.get(row), file.size());
                    }
                });
        profiles.stream()
                .filter(profile -> profile.firstText.row() < 0 && kept > 0)
                .forEach(profile -> file.numbers().put(profile.field, profile.kept));
        return profiles;
    }

    /** Returns the different texts of columns in order, in all rows. */
    static List<List<String>> texts(TableFile file, List<Field> fields) {
        List<Set<String>> all =
                Stream.<Set<String>>generate(HashSet::new).limit(fields.size()).toList();
        file.read(
                fields,
                (row, cells) -> {
                    for (int j = 0; j < all.size(); j++) {
                        if (!cells.get(j).isMissing()) {
                            all.get(j).add(cells.get(j).text());
                        }
                    }
                });
        return all.stream().map(ValueNames::sorted).toList();
    }

    private void add(int row, Cell cell, boolean isTraining, int size) {
        rows += isTraining ? 1 : 0;
        double number = cell.isMissing() ? Double.NaN : cell.number();
        if (kept.length > 0) {
            kept[row] = number;
        }
        if (cell.isMissing()) {
            hasMissing = true;
            return;
        }
        boolean isText = Double.isNaN(number);
        boolean hasComma = isText && cell.hasComma();
        if (isText && firstText.row() < 0) {
            firstText = new Place(row, cell.shown());
        }
        if (hasComma && firstComma.row() < 0) {
            firstComma = new Place(row, cell.shown());
        }
        if (!isTraining) {
            return;
        }
        present++;
        commas += hasComma ? 1 : 0;
        if (texts.size() <= MOST_TEXTS) {
            texts.add(cell.text());
        }
        double days = isText ? cell.days() : Double.NaN;
        dates += Double.isNaN(days) ? 0 : 1;
        wholeDays += days == Math.rint(days) ? 1 : 0;
        if (Double.isNaN(days) && firstUndated.row() < 0) {
            firstUndated = new Place(row, cell.shown());
        }
        if (!isText) {
            codes += ValueNames.isCode(cell.text()) ? 1 : 0;
            addNumber(number, size);
        }
    }

    private void addNumber(double number, int size) {
        numbers++;
        least = Math.min(least, number);
        largest = Math.max(largest, number);
        first = numbers == 1 ? number : first;
        if (number == Math.rint(number)) {
            whole++;
            double distance = Math.abs(number - first);
            if (distance < 2.0 * size) {
                distances.get(number < first ? 1 : 0).set((int) distance);
            }
        }
    }

    Field field() {
        return field;
    }

    /** Returns the number of training rows whose cell is not missing. */
    int present() {
        return present;
    }

    int numbers() {
        return numbers;
    }

    int dates() {
        return dates;
    }

    double least() {
        return least;
    }

    double largest() {
        return largest;
    }

    /** Returns whether a cell is missing, in all rows. */
    boolean hasMissing() {
        return hasMissing;
    }

    Place firstText() {
        return firstText;
    }

    Place firstUndated() {
        return firstUndated;
    }

    Place firstComma() {
        return firstComma;
    }

    /** Returns whether every cell that is not missing is a number. */
    boolean isNumeric() {
        return present > 0 && numbers == present;
    }

    /** Returns whether the training rows have one value, or none. */
    boolean isConstant() {
        return isNumeric() ? least == largest : texts.size() <= 1;
    }

    /** Returns whether the cells are numbers, some of them with a decimal comma. */
    boolean hasDecimalCommas() {
        return commas > 0 && numbers + commas == present;
    }

    /**
     * Returns whether the cells are numbers, some of them with zeros before the first digit, as in
     * 007.
     */
    boolean hasCodes() {
        return isNumeric() && codes > 0;
    }

    boolean isWhole() {
        return isNumeric() && whole == present;
    }

    boolean isDate() {
        return present > 0 && dates == present;
    }

    boolean isOfDays() {
        return isDate() && wholeDays == present;
    }

    /**
     * Returns whether whole numbers seem to number the rows: almost all differ, and they lie close
     * together.
     */
    boolean isNumbering(int leastRows, double almostAll) {
        int different = distances.get(0).cardinality() + distances.get(1).cardinality();
        return isWhole()
                && rows >= leastRows
                && present == rows
                && different >= almostAll * rows
                && largest - least < 2.0 * rows;
    }

    /** Returns whether there are more different texts than {@link #MOST_TEXTS}. */
    boolean hasManyTexts() {
        return texts.size() > MOST_TEXTS;
    }

    /** Returns the different values of the training rows in order, as names of categories. */
    List<String> values() {
        if (values.isEmpty()) {
            values = ValueNames.sorted(texts);
        }
        return values;
    }
}

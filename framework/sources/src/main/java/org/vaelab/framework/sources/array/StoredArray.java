// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.settings.ValueNames;

/**
 * An array in a file.
 *
 * @param file that holds it
 * @param name of the file and the member, for messages
 * @param type of a number
 * @param order of the bytes of a number
 * @param shape the extents, each at least 1; the first one counts examples
 * @param columnMajor whether the first index runs fastest (Fortran order)
 * @param place where the numbers begin
 */
@Internal
public record StoredArray(
        Path file,
        String name,
        ElementType type,
        ByteOrder order,
        List<Integer> shape,
        boolean columnMajor,
        Place place) {

    private static final int MOST_AXES = 64;

    /** Where the numbers of an array begin. */
    public sealed interface Place {}

    /**
     * They lie in the file as they are.
     *
     * @param offset of the first byte
     */
    public record InFile(long offset) implements Place {}

    /**
     * They are compressed.
     *
     * @param opener opens a stream that begins with them
     */
    public record Compressed(Opener opener) implements Place {}

    /** They are read, and begin at the first byte. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record InMemory(byte[] content) implements Place {}

    /** Opens a stream. */
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }

    public StoredArray {
        shape = List.copyOf(shape);
    }

    /**
     * Checks the extents of an array.
     *
     * @throws DataException if there are no extents or more than {@value #MOST_AXES}, one is 0, or
     *     one exceeds an int
     */
    static List<Integer> extents(String name, long... extents) {
        if (extents.length == 0) {
            throw new DataException(
                    name + ": a single number, expected an array whose first axis counts examples");
        }
        if (extents.length > MOST_AXES) {
            throw DataException.of(
                    "%s: %s axes, expected at most %s, as NumPy has",
                    name, extents.length, MOST_AXES);
        }
        for (long extent : extents) {
            if (extent < 1 || extent > Integer.MAX_VALUE) {
                throw DataException.of(
                        "%s: shape %s: an axis has no entries, or more than %s",
                        name, Arrays.toString(extents), Integer.MAX_VALUE);
            }
        }
        return Arrays.stream(extents).mapToInt(Math::toIntExact).boxed().toList();
    }

    /**
     * Returns this array.
     *
     * @param extents that it must have; -1: any
     * @throws DataException if its extents differ
     */
    public StoredArray shaped(int... extents) {
        boolean same = shape.size() == extents.length;
        for (int i = 0; same && i < extents.length; i++) {
            same = extents[i] < 0 || extents[i] == shape.get(i);
        }
        if (!same) {
            throw DataException.of(
                    "%s, expected %s (-1: any)", described(), Arrays.toString(extents));
        }
        return this;
    }

    /** Returns the same array, whose numbers begin elsewhere. */
    StoredArray at(Place other) {
        return new StoredArray(file, name, type, order, shape, columnMajor, other);
    }

    /** Returns the same numbers with all axes in reverse order. */
    public StoredArray reversed() {
        List<Integer> reversed = new ArrayList<>(shape);
        Collections.reverse(reversed);
        return new StoredArray(file, name, type, order, reversed, !columnMajor, place);
    }

    /**
     * Returns the values of examples.
     *
     * @param places see {@link org.vaelab.framework.data.RowLayout}
     * @param grey whether numbers are levels, and the values are these over 255
     * @throws DataException if they cannot be read
     */
    public DataRows rows(int[] places, boolean grey) {
        return ArrayRows.of(this, places, grey);
    }

    /** Returns the numbers of examples as they are. */
    DataRows rows() {
        return rows(new int[0], false);
    }

    /** Returns the numbers of all examples by their place in an example. */
    public double[][] columns() {
        DataRows rows = rows();
        double[][] columns = new double[rows.width()][rows.size()];
        double[] row = new double[rows.width()];
        for (int i = 0; i < rows.size(); i++) {
            rows.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                columns[j][i] = row[j];
            }
        }
        return columns;
    }

    /**
     * Returns the names of the numbers of all examples by their place in an example; null is that
     * of NaN.
     */
    @Nullable String[][] names() {
        if (type == ElementType.I64 || type == ElementType.U64) {
            return Arrays.stream(words())
                    .map(
                            words ->
                                    Arrays.stream(words)
                                            .mapToObj(
                                                    type == ElementType.I64
                                                            ? Long::toString
                                                            : Long::toUnsignedString)
                                            .toArray(String[]::new))
                    .toArray(String[][]::new);
        }
        Map<Double, String> names = new HashMap<>();
        return Arrays.stream(columns())
                .map(
                        column ->
                                Arrays.stream(column)
                                        .mapToObj(
                                                number ->
                                                        Double.isNaN(number)
                                                                ? null
                                                                : names.computeIfAbsent(
                                                                        number, ValueNames::of))
                                        .toArray(String[]::new))
                .toArray(String[][]::new);
    }

    /**
     * Returns integers of 64 bits by their place in an example: each is read as two halves, which
     * are exact.
     */
    private long[][] words() {
        boolean byColumn = columnMajor && shape.size() > 1;
        List<Integer> extents = new ArrayList<>(byColumn ? reversed().shape : shape);
        extents.add(2);
        DataRows halves =
                new StoredArray(
                                file,
                                name + " in halves",
                                ElementType.U32,
                                order,
                                extents,
                                false,
                                place)
                        .rows();
        int low = order == ByteOrder.LITTLE_ENDIAN ? 0 : 1;
        double[] row = new double[halves.width()];
        long[][] words = new long[width()][examples()];
        for (int i = 0; i < halves.size(); i++) {
            halves.read(i, row, 0);
            for (int j = 0; j < row.length / 2; j++) {
                long word = (long) row[2 * j + 1 - low] << Integer.SIZE | (long) row[2 * j + low];
                words[byColumn ? i : j][byColumn ? j : i] = word;
            }
        }
        return words;
    }

    public int examples() {
        return shape.get(0);
    }

    /** Returns the number of values of an example. */
    int width() {
        long width = 1;
        for (int extent : shape.subList(1, shape.size())) {
            width *= extent;
            if (width > Integer.MAX_VALUE - 8) {
                throw DataException.of("%s: an example of %s values or more", described(), width);
            }
        }
        return (int) width;
    }

    /** Returns the bytes of all numbers; the largest long if there are more. */
    long bytes() {
        long values = (long) examples() * width();
        return values > Long.MAX_VALUE / type.bytes() ? Long.MAX_VALUE : values * type.bytes();
    }

    /** Returns name, type and shape, for messages. */
    String described() {
        String extents = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return name + ": " + type.name().toLowerCase(Locale.ROOT) + " [" + extents + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of one example: {@code channels x height x width}, row-major in this order.
 *
 * <p>A plain vector of d values is {@code 1x1xd}, written {@code d}.
 *
 * @param channels number of channels, at least 1
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 */
public record DataShape(int channels, int height, int width) {
    private static final Pattern IMAGE = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,9})");
    private static final Pattern FLAT = Pattern.compile("\\d{1,9}");

    /**
     * @throws DataException if an extent is not positive, or their product exceeds the int range
     */
    public DataShape {
        if (!(channels > 0 && height > 0 && width > 0)) {
            throw DataException.of(
                    "data shape %sx%sx%s: every extent must be at least 1",
                    channels, height, width);
        }
        if ((long) channels * height > Integer.MAX_VALUE
                || (long) channels * height * width > Integer.MAX_VALUE) {
            throw DataException.of(
                    "data shape %sx%sx%s: more than 2147483647 values in one example",
                    channels, height, width);
        }
    }

    /** The shape of a plain vector of {@code d} values. */
    public static DataShape flat(int d) {
        return new DataShape(1, 1, d);
    }

    /**
     * Reads {@code channelsxheightxwidth} ("1x28x28") or the length of a vector ("784").
     *
     * @throws DataException if the text is neither
     */
    @JsonCreator
    public static DataShape parse(String text) {
        Matcher image = IMAGE.matcher(text.strip());
        if (image.matches()) {
            return new DataShape(
                    Integer.parseInt(image.group(1)),
                    Integer.parseInt(image.group(2)),
                    Integer.parseInt(image.group(3)));
        }
        if (FLAT.matcher(text.strip()).matches()) {
            return flat(Integer.parseInt(text.strip()));
        }
        throw DataException.of(
                "data shape \"%s\": expected CHANNELSxHEIGHTxWIDTH such as 1x28x28, or a number"
                        + " of values such as 784",
                text);
    }

    /** The number of values in one example. */
    public int size() {
        return channels * height * width;
    }

    /** Returns whether this is a plain vector: one channel, one row. */
    public boolean isFlat() {
        return channels == 1 && height == 1;
    }

    /** The text that {@link #parse} reads back to an equal shape. */
    @JsonValue
    @Override
    public String toString() {
        return isFlat() ? Integer.toString(width) : channels + "x" + height + "x" + width;
    }
}

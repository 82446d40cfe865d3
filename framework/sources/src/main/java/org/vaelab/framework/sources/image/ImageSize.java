// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.data.DataException;

/**
 * A size in pixels: {@code 64} of a square, or {@code 48x64}, height first as in shapes.
 *
 * @param height at least 1
 * @param width at least 1
 */
public record ImageSize(int height, int width) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

    /**
     * Checks the extents.
     *
     * @throws DataException if one is below 1
     */
    public ImageSize {
        if (height < 1 || width < 1) {
            throw DataException.of("size %sx%s, expected at least 1x1", height, width);
        }
    }

    /**
     * Reads the text form.
     *
     * @throws DataException if it is neither a number nor HEIGHTxWIDTH
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ImageSize parse(Object text) {
        Matcher form = FORM.matcher(String.valueOf(text).strip());
        if (!form.matches()) {
            throw DataException.of(
                    "size \"%s\", expected a number of pixels such as 64, or HEIGHTxWIDTH such"
                            + " as 48x64",
                    text);
        }
        int height = Integer.parseInt(form.group(1));
        return new ImageSize(
                height, form.group(2) == null ? height : Integer.parseInt(form.group(2)));
    }

    @JsonValue
    @Override
    public String toString() {
        return height == width ? Integer.toString(height) : height + "x" + width;
    }
}

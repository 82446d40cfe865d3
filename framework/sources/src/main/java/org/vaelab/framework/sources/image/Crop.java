// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Which part of an image is used: {@code center}, the largest part in the middle that has the
 * proportions of the size; {@code none}, all of it, stretched to the size; or the size of a part in
 * the middle, such as {@code 140}.
 *
 * @param kind none, center or size
 * @param size of the part; empty: by the kind
 */
public record Crop(Kind kind, Optional<ImageSize> size) {

    /** How the part is chosen. */
    public enum Kind {
        NONE,
        CENTER,
        SIZE
    }

    static final Crop CENTER = new Crop(Kind.CENTER, Optional.empty());

    /** Reads the text form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Crop parse(Object text) {
        return switch (String.valueOf(text).strip()) {
            case "none" -> new Crop(Kind.NONE, Optional.empty());
            case "center" -> CENTER;
            default -> new Crop(Kind.SIZE, Optional.of(ImageSize.parse(text)));
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "none";
            case CENTER -> "center";
            case SIZE -> size.orElseThrow().toString();
        };
    }
}

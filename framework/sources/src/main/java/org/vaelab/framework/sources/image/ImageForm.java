// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.util.Optional;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;

/**
 * The form to which images are brought.
 *
 * @param mode grey or colour
 * @param size in pixels
 * @param crop what is cut out before an image is resized; empty: all images must have the size
 */
record ImageForm(ColourMode mode, ImageSize size, Optional<Crop> crop) {

    DataShape shape() {
        return new DataShape(mode.channels(), size.height(), size.width());
    }

    /**
     * Returns the levels of an image, channel after channel.
     *
     * @param name of the image, for messages
     * @throws IOException if it cannot be read or is damaged
     * @throws DataException if it has another size, and images are not resized
     */
    byte[] levels(StoredImages.Encoded encoded, String name) throws IOException {
        DecodedImage image = ImageFile.decode(encoded.bytes());
        if (crop.isEmpty() && (image.height() != size.height() || image.width() != size.width())) {
            throw DataException.of(
                    "%s has %sx%s pixels, others have %sx%s: images of several sizes need a size,"
                            + " such as size: %s",
                    name,
                    image.height(),
                    image.width(),
                    size.height(),
                    size.width(),
                    Math.min(size.height(), size.width()));
        }
        DecodedImage whole = image.in(mode);
        return crop.map(part -> whole.cropped(part, size).resized(size)).orElse(whole).samples();
    }
}

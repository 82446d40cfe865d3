// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Decodes PNG files. The JDK is given what it needs for the samples: it neither checks sums, nor
 * reads a file whose profile is broken. The orientation is that of the chunk {@code eXIf}.
 */
final class PngImage {

    private static final int SIGNATURE = 8;
    private static final int HEAD = 8;
    private static final int SUM = 4;

    private PngImage() {}

    /**
     * Decodes a file.
     *
     * @throws IOException if it is animated, or damaged
     */
    static DecodedImage decode(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        ByteArrayOutputStream needed = new ByteArrayOutputStream();
        needed.write(file, 0, SIGNATURE);
        int orientation = 0;
        int palette = 0;
        String name = "";
        for (int at = SIGNATURE; !name.equals("IEND"); ) {
            int length = bytes.getInt(at);
            name = ImageFile.text(bytes, at + 4, 4);
            ByteBuffer data = bytes.slice(at + HEAD, length);
            switch (name) {
                case "acTL" -> throw ImageFile.refused("is animated");
                case "eXIf" -> orientation = TiffFields.orientation(data);
                case "PLTE" -> palette = length / 3;
                default -> {}
            }
            if (Character.isUpperCase(name.charAt(0)) || name.equals("tRNS")) {
                CRC32 sum = new CRC32();
                sum.update(file, at + 4, 4 + length);
                ImageFile.require(
                        (int) sum.getValue() == bytes.getInt(at + HEAD + length),
                        "is damaged: the checksum of " + name + " is wrong");
                needed.write(file, at, HEAD + length + SUM);
            }
            at += HEAD + length + SUM;
        }
        return ImageFile.decoded("png", needed.toByteArray(), palette).oriented(orientation);
    }
}

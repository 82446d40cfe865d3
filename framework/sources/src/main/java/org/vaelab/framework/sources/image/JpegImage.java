// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Decodes JPEG files of one component or three. What three components are is decided as libjpeg
 * does: YCbCr in JFIF; else what the segment of Adobe says; else RGB if they are called so, and
 * YCbCr if not. The JDK is told that, and gets no other segment of applications: it neither applies
 * a profile, nor rejects a broken one.
 */
final class JpegImage {

    private static final int SCAN = 0xda;
    private static final String JFIF = "ffe000104a46494600010100000100010000";
    private static final String ADOBE_RGB = "ffee000e41646f626500640000000000";

    private JpegImage() {}

    /**
     * Decodes the first image of a file.
     *
     * @throws IOException if it has other components, or is damaged
     */
    static DecodedImage decode(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        ByteArrayOutputStream needed = new ByteArrayOutputStream();
        needed.write(file, 0, 2);
        int orientation = 0;
        int components = 0;
        boolean isNamedRgb = false;
        boolean isJfif = false;
        int transform = -1;
        int at = 2;
        for (int marker = 0; marker != SCAN; ) {
            while (bytes.get(at) != -1 || bytes.get(at + 1) == -1 || bytes.get(at + 1) == 0) {
                at++;
            }
            marker = bytes.get(at + 1) & 0xff;
            int length = Short.toUnsignedInt(bytes.getShort(at + 2)) - 2;
            ByteBuffer data = bytes.slice(at + 4, length);
            String name = ImageFile.text(data, 0, Math.min(length, 6));
            if (marker >= 0xc0 && marker <= 0xc2) {
                components = data.get(5);
                isNamedRgb =
                        components == 3
                                && data.get(6) == 'R'
                                && data.get(9) == 'G'
                                && data.get(12) == 'B';
            } else if (marker == 0xe0) {
                isJfif |= name.startsWith("JFIF\0");
            } else if (marker == 0xe1 && orientation == 0 && name.startsWith("Exif\0")) {
                orientation = TiffFields.orientation(data.position(6));
            } else if (marker == 0xee && name.startsWith("Adobe")) {
                transform = data.get(11);
            }
            if ((marker & 0xf0) != 0xe0 && marker != SCAN) {
                needed.write(file, at, 4 + length);
            }
            at += marker == SCAN ? 0 : 4 + length;
        }
        ImageFile.require(
                components == 1 || components == 3,
                "has %s components (CMYK has 4), expected 1 or 3".formatted(components));
        boolean isYcc = isJfif || (transform < 0 ? !isNamedRgb : transform != 0);
        needed.writeBytes(HexFormat.of().parseHex(isYcc ? JFIF : ADOBE_RGB));
        needed.write(file, at, file.length - at);
        return ImageFile.decoded("jpeg", needed.toByteArray(), 0).oriented(orientation);
    }
}

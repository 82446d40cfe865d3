// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the orientation in the EXIF data of a JPEG file (EXIF 2.32, tag 274). */
final class Exif {

    private static final int UPRIGHT = 1;
    private static final int MARKER = 0xff;
    private static final int APP1 = 0xe1;
    private static final int START_OF_SCAN = 0xda;
    private static final int START_OF_IMAGE = 0xffd8;
    private static final int EXIF_HEADER = 6;
    private static final int ENTRY = 12;
    private static final int ORIENTATION = 0x112;

    private Exif() {}

    /** Returns the orientation, 1 to 8; 1 if a file does not tell it. */
    static int orientation(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        if (file.length < 4 || bytes.getChar(0) != START_OF_IMAGE) {
            return UPRIGHT;
        }
        try {
            int at = 2;
            while ((file[at] & 0xff) == MARKER && (file[at + 1] & 0xff) != START_OF_SCAN) {
                int length = bytes.getChar(at + 2);
                boolean exif = (file[at + 1] & 0xff) == APP1 && bytes.getInt(at + 4) == 0x45786966;
                if (exif) {
                    return inTiff(bytes, at + 4 + EXIF_HEADER);
                }
                at += 2 + length;
            }
        } catch (IndexOutOfBoundsException e) {
            // The data end early: what is left of the picture is upright.
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    private static int inTiff(ByteBuffer bytes, int tiff) {
        bytes.order(bytes.get(tiff) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff + bytes.getInt(tiff + 4);
        int entries = bytes.getChar(directory);
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY;
            if (bytes.getChar(entry) == ORIENTATION) {
                return bytes.getChar(entry + 8);
            }
        }
        return UPRIGHT;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Finds the orientation in the EXIF data of a JPEG file (EXIF 2.32, tag 274). */
final class Exif {

    private static final int UPRIGHT = 1;

    private Exif() {}

    /** Returns the orientation, 1 to 8; 1 if a file does not tell it, or its EXIF data are damaged. */
    static int orientation(byte[] file) {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(in, JPEG.APP1, "Exif");
            return segments.isEmpty() ? UPRIGHT : inTiff(segments.get(0).data());
        } catch (IOException | RuntimeException e) {
            return UPRIGHT;
        }
    }

    private static int inTiff(InputStream data) throws IOException {
        data.skipNBytes(1); // A zero follows the name of the segment.
        try (ImageInputStream tiff = new MemoryCacheImageInputStream(data)) {
            Entry entry = new TIFFReader().read(tiff).getEntryById(TIFF.TAG_ORIENTATION);
            return entry != null && entry.getValue() instanceof Number number
                    ? number.intValue()
                    : UPRIGHT;
        }
    }
}

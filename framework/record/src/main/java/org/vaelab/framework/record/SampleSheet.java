// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Images of one shape in a grid, one pixel for each value, with a transparent gap of one pixel
 * between them.
 *
 * <p>Tiles are in row-major order. A tile is [channels, height, width] in row-major order with
 * values in [0, 1]; values outside are clipped and NaN is shown in magenta, which no grey image
 * holds.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param columns the number of images in a row
 * @param tiles the images, each of length channels * height * width; at least one. An array of
 *     length 0 leaves its place empty
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record SampleSheet(int channels, int height, int width, int columns, float[][] tiles) {

    /** The pixels between images. */
    public static final int GAP = 1;

    private static final int NAN_COLOUR = 0xFFFF00FF;

    /**
     * Checks the geometry.
     *
     * @throws IllegalArgumentException if it is not as described
     */
    public SampleSheet {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 or 3, but is " + channels);
        }
        if (height < 1 || width < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "height, width and columns must be >= 1, but are %s, %s and %s"
                            .formatted(height, width, columns));
        }
        if (tiles.length == 0) {
            throw new IllegalArgumentException("a sheet needs at least one image");
        }
        int size = channels * height * width;
        for (int i = 0; i < tiles.length; i++) {
            if (tiles[i].length != 0 && tiles[i].length != size) {
                throw new IllegalArgumentException(
                        "image %s has %s values, but %s x %s x %s need %s"
                                .formatted(i, tiles[i].length, channels, height, width, size));
            }
        }
    }

    /**
     * Returns a sheet of several images of each example, one right below the other.
     *
     * @param channels 1 or 3
     * @param columns the number of images in a row
     * @param kinds the images of all examples of each kind, in the same order
     * @return the sheet: rows of the kinds take turns, the last of each filled as far as images go
     * @throws IllegalArgumentException if the numbers differ, or a row has no columns
     */
    public static SampleSheet below(
            int channels, int height, int width, int columns, List<float[][]> kinds) {
        int n = kinds.get(0).length;
        if (kinds.stream().anyMatch(kind -> kind.length != n)) {
            throw new IllegalArgumentException("there are not equally many images of each kind");
        }
        if (columns < 1) {
            throw new IllegalArgumentException("columns must be at least 1, are " + columns);
        }
        int rows = (n + columns - 1) / columns;
        float[][] tiles = new float[kinds.size() * rows * columns][];
        Arrays.fill(tiles, new float[0]);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < kinds.size(); k++) {
                int row = i / columns * kinds.size() + k;
                tiles[row * columns + i % columns] = kinds.get(k)[i];
            }
        }
        return new SampleSheet(channels, height, width, columns, tiles);
    }

    /** Returns the number of rows, the last one possibly not full. */
    public int rows() {
        return (tiles.length + columns - 1) / columns;
    }

    /**
     * Writes the sheet as a PNG file, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path path) throws IOException {
        AtomicFile.write(path, png());
    }

    /**
     * Returns the sheet as a PNG file.
     *
     * @throws IOException if this Java runtime cannot write PNG
     */
    public byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image(), "png", out)) {
                throw new IOException("this Java runtime has no PNG writer");
            }
        }
        return bytes.toByteArray();
    }

    private BufferedImage image() {
        BufferedImage image =
                new BufferedImage(
                        columns * (width + GAP) - GAP,
                        rows() * (height + GAP) - GAP,
                        BufferedImage.TYPE_INT_ARGB);
        for (int t = 0; t < tiles.length; t++) {
            if (tiles[t].length == 0) {
                continue;
            }
            int left = (t % columns) * (width + GAP);
            int top = (t / columns) * (height + GAP);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    image.setRGB(left + x, top + y, colour(tiles[t], y * width + x));
                }
            }
        }
        return image;
    }

    private int colour(float[] tile, int pixel) {
        int argb = 0xFF000000;
        for (int c = 0; c < 3; c++) {
            float value = tile[(channels == 1 ? 0 : c) * height * width + pixel];
            if (Float.isNaN(value)) {
                return NAN_COLOUR;
            }
            int level = Math.round(255 * Math.max(0f, Math.min(1f, value)));
            argb |= level << shift(c);
        }
        return argb;
    }

    private static int shift(int channel) {
        return 16 - 8 * channel;
    }
}

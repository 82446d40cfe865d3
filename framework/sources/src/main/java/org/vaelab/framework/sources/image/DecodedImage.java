// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.util.function.IntToDoubleFunction;

/**
 * A decoded image, or a view of one.
 *
 * @param channels 1, or 3 for red, green and blue
 */
record DecodedImage(int channels, int height, int width, Pixels pixels) {

    private static final int RED = 299;
    private static final int GREEN = 587;
    private static final int BLUE = 114;
    private static final int WHOLE = 1000;

    /** The samples of a picture, 0 to 255. */
    @FunctionalInterface
    interface Pixels {
        int at(int channel, int row, int column);
    }

    /** Creates a picture of samples, channel after channel, row-major. */
    DecodedImage(int channels, int height, int width, byte... samples) {
        this(channels, height, width, (c, r, k) -> samples[(c * height + r) * width + k] & 0xff);
    }

    /** Returns all samples, channel after channel, row-major. */
    byte[] samples() {
        byte[] samples = new byte[channels * height * width];
        int to = 0;
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < height; r++) {
                for (int k = 0; k < width; k++) {
                    samples[to++] = (byte) pixels.at(c, r, k);
                }
            }
        }
        return samples;
    }

    /** Returns this picture with one channel or with three. */
    DecodedImage in(ColourMode mode) {
        if (mode.channels() == channels) {
            return this;
        }
        return mode == ColourMode.COLOUR
                ? new DecodedImage(3, height, width, (c, r, k) -> pixels.at(0, r, k))
                : new DecodedImage(1, height, width, (c, r, k) -> grey(r, k));
    }

    private int grey(int row, int column) {
        int sum =
                RED * pixels.at(0, row, column)
                        + GREEN * pixels.at(1, row, column)
                        + BLUE * pixels.at(2, row, column);
        return (sum + WHOLE / 2) / WHOLE;
    }

    /**
     * Returns this picture turned and mirrored as EXIF says.
     *
     * @param orientation 1 to 8; others mean 1
     */
    DecodedImage oriented(int orientation) {
        boolean fromBottom =
                orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        boolean fromRight =
                orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        DecodedImage turned = orientation >= 5 && orientation <= 8 ? transposed() : this;
        return new DecodedImage(
                channels,
                turned.height,
                turned.width,
                (c, r, k) ->
                        turned.pixels.at(
                                c,
                                fromBottom ? turned.height - 1 - r : r,
                                fromRight ? turned.width - 1 - k : k));
    }

    private DecodedImage transposed() {
        int newHeight = width;
        int newWidth = height;
        return new DecodedImage(channels, newHeight, newWidth, (c, r, k) -> pixels.at(c, k, r));
    }

    /** Returns the part that a crop chooses before the picture is resized. */
    DecodedImage cropped(Crop crop, ImageSize target) {
        return switch (crop.kind()) {
            case NONE -> this;
            case SIZE -> {
                ImageSize part = crop.size().orElseThrow();
                yield middle(Math.min(height, part.height()), Math.min(width, part.width()));
            }
            case CENTER -> {
                long wide = (long) width * target.height();
                long high = (long) height * target.width();
                yield wide > high
                        ? middle(height, Math.max(1, (int) (high / target.height())))
                        : middle(Math.max(1, (int) (wide / target.width())), width);
            }
        };
    }

    private DecodedImage middle(int newHeight, int newWidth) {
        int top = (height - newHeight) / 2;
        int left = (width - newWidth) / 2;
        return new DecodedImage(
                channels, newHeight, newWidth, (c, r, k) -> pixels.at(c, top + r, left + k));
    }

    /**
     * Returns this picture in another size. A pixel of the result is the mean of the original over
     * the area that it covers, computed in double precision along rows, then along columns.
     */
    DecodedImage resized(ImageSize size) {
        if (size.height() == height && size.width() == width) {
            return this;
        }
        byte[] result = new byte[channels * size.height() * size.width()];
        double[] rows = new double[height * size.width()];
        int to = 0;
        for (int channel = 0; channel < channels; channel++) {
            int c = channel;
            for (int row = 0; row < height; row++) {
                int r = row;
                for (int k = 0; k < size.width(); k++) {
                    rows[r * size.width() + k] =
                            mean(k, size.width(), width, i -> pixels.at(c, r, i));
                }
            }
            for (int r = 0; r < size.height(); r++) {
                for (int column = 0; column < size.width(); column++) {
                    int k = column;
                    double mean = mean(r, size.height(), height, i -> rows[i * size.width() + k]);
                    result[to++] = (byte) Math.round(mean);
                }
            }
        }
        return new DecodedImage(channels, size.height(), size.width(), result);
    }

    /**
     * Returns the mean of values over one of equal parts.
     *
     * @param place of the part
     * @param count of the parts
     * @param length the number of values
     */
    private static double mean(int place, int count, int length, IntToDoubleFunction values) {
        double from = (double) place * length / count;
        double to = (double) (place + 1) * length / count;
        double sum = 0;
        for (int i = (int) from; i < length && i < to; i++) {
            sum += values.applyAsDouble(i) * (Math.min(to, i + 1) - Math.max(from, i));
        }
        return sum / (to - from);
    }
}

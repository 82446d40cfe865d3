// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

/**
 * A decoded image: samples 0 to 255, channel after channel, row-major.
 *
 * @param channels 1, or 3 for red, green and blue
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Picture(int channels, int height, int width, byte[] samples) {

    private static final int RED = 299;
    private static final int GREEN = 587;
    private static final int BLUE = 114;
    private static final int WHOLE = 1000;
    private static final int BYTE = 0xff;

    private int sample(int channel, int row, int column) {
        return samples[(channel * height + row) * width + column] & BYTE;
    }

    /** Returns this picture with one channel or with three. */
    Picture in(ColourMode mode) {
        if (mode.channels() == channels) {
            return this;
        }
        int area = height * width;
        byte[] result = new byte[mode.channels() * area];
        for (int i = 0; i < area; i++) {
            if (mode == ColourMode.COLOUR) {
                result[i] = result[area + i] = result[2 * area + i] = samples[i];
            } else {
                int sum =
                        RED * (samples[i] & BYTE)
                                + GREEN * (samples[area + i] & BYTE)
                                + BLUE * (samples[2 * area + i] & BYTE);
                result[i] = (byte) ((sum + WHOLE / 2) / WHOLE);
            }
        }
        return new Picture(mode.channels(), height, width, result);
    }

    /**
     * Returns this picture turned and mirrored as EXIF says.
     *
     * @param orientation 1 to 8; others mean 1
     */
    Picture oriented(int orientation) {
        boolean transposed = orientation >= 5 && orientation <= 8;
        boolean fromBottom =
                orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        boolean fromRight =
                orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        if (!transposed && !fromBottom && !fromRight) {
            return this;
        }
        int newHeight = transposed ? width : height;
        int newWidth = transposed ? height : width;
        byte[] result = new byte[samples.length];
        int to = 0;
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < newHeight; r++) {
                for (int k = 0; k < newWidth; k++) {
                    int row = fromBottom ? newHeight - 1 - r : r;
                    int column = fromRight ? newWidth - 1 - k : k;
                    result[to++] =
                            (byte) (transposed ? sample(c, column, row) : sample(c, row, column));
                }
            }
        }
        return new Picture(channels, newHeight, newWidth, result);
    }

    /** Returns the part that a crop chooses before the picture is resized. */
    Picture cropped(Crop crop, ImageSize target) {
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

    private Picture middle(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        int top = (height - newHeight) / 2;
        int left = (width - newWidth) / 2;
        byte[] result = new byte[channels * newHeight * newWidth];
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < newHeight; r++) {
                System.arraycopy(
                        samples,
                        (c * height + top + r) * width + left,
                        result,
                        (c * newHeight + r) * newWidth,
                        newWidth);
            }
        }
        return new Picture(channels, newHeight, newWidth, result);
    }

    /**
     * Returns this picture in another size. A pixel of the result is the mean of the original over the
     * area that it covers, computed in double precision along rows, then along columns.
     */
    Picture resized(ImageSize size) {
        if (size.height() == height && size.width() == width) {
            return this;
        }
        byte[] result = new byte[channels * size.height() * size.width()];
        double[] rows = new double[height * size.width()];
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < height; r++) {
                for (int k = 0; k < size.width(); k++) {
                    rows[r * size.width() + k] = meanOfRow(c, r, k, size.width());
                }
            }
            for (int r = 0; r < size.height(); r++) {
                for (int k = 0; k < size.width(); k++) {
                    double mean = meanOfColumn(rows, r, k, size);
                    result[(c * size.height() + r) * size.width() + k] = (byte) Math.round(mean);
                }
            }
        }
        return new Picture(channels, size.height(), size.width(), result);
    }

    private double meanOfRow(int channel, int row, int place, int count) {
        double from = (double) place * width / count;
        double to = (double) (place + 1) * width / count;
        double sum = 0;
        for (int i = (int) from; i < width && i < to; i++) {
            sum += sample(channel, row, i) * (Math.min(to, i + 1) - Math.max(from, i));
        }
        return sum / (to - from);
    }

    private double meanOfColumn(double[] rows, int place, int column, ImageSize size) {
        double from = (double) place * height / size.height();
        double to = (double) (place + 1) * height / size.height();
        double sum = 0;
        for (int i = (int) from; i < height && i < to; i++) {
            sum += rows[i * size.width() + column] * (Math.min(to, i + 1) - Math.max(from, i));
        }
        return sum / (to - from);
    }
}

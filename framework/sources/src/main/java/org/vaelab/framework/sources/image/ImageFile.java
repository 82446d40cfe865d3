// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.vaelab.framework.data.internal.GivenFile;

/**
 * Decodes image files to samples of 8 bits. Samples are taken as they are stored: colour profiles are not
 * applied, so that the result does not depend on a colour management system (CMYK excepted). 16 bits
 * are scaled. A transparent pixel is laid over white.
 */
final class ImageFile {

    private static final int MOST_PIXELS = 100_000_000;
    private static final int WHITE = 255;
    private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";

    /** A reader of native code, which comes with the writer that {@code compress} compares with. */
    private static final String NATIVE = "com.luciad.";

    private static final Set<String> SUFFIXES =
            suffixes()
                    .map(suffix -> suffix.toLowerCase(Locale.ROOT))
                    .filter(suffix -> !suffix.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());

    private ImageFile() {}

    private static Stream<String> suffixes() {
        List<String> all = new ArrayList<>();
        IIORegistry.getDefaultInstance()
                .getServiceProviders(ImageReaderSpi.class, false)
                .forEachRemaining(
                        reader -> {
                            if (!isNative(reader) && reader.getFileSuffixes() != null) {
                                all.addAll(List.of(reader.getFileSuffixes()));
                            }
                        });
        return all.stream();
    }

    private static boolean isNative(Object reader) {
        return reader.getClass().getName().startsWith(NATIVE);
    }

    /** Returns whether a file is an image, by its name. */
    static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Reads and decodes a file, and turns it as EXIF says.
     *
     * @throws IOException if it cannot be read or is damaged
     */
    static Picture read(Path path) throws IOException {
        return decode(Files.readAllBytes(GivenFile.required(path)));
    }

    /** Decodes the content of a file. */
    static Picture decode(byte[] file) throws IOException {
        if (file.length == 0) {
            throw new IOException("is empty");
        }
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(in);
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new IOException(
                            "has %,d pixels, at most %,d are read".formatted(pixels, MOST_PIXELS));
                }
                List<String> warnings = new ArrayList<>();
                reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
                Picture picture = picture(reader.read(0)).oriented(Exif.orientation(file));
                requireWhole(warnings);
                return picture;
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException e) {
            // Decoders throw many kinds on damaged files.
            throw new IOException("is damaged: " + e, e);
        }
    }

    /** A decoder fills up what is missing of a damaged image, and only warns. */
    private static void requireWhole(List<String> warnings) throws IOException {
        for (String warning : warnings) {
            String text = warning.toLowerCase(Locale.ROOT);
            boolean damaged =
                    text.contains("truncated")
                            || text.contains("premature")
                            || (text.contains("corrupt") && !text.contains("extraneous"));
            if (damaged) {
                throw new IOException("is damaged: " + warning);
            }
        }
    }

    private static ImageReader reader(ImageInputStream in) throws IOException {
        ImageReader first = null;
        for (Iterator<ImageReader> all = ImageIO.getImageReaders(in); all.hasNext(); ) {
            ImageReader next = all.next();
            if (next.getClass().getName().startsWith(TWELVE_MONKEYS)) {
                return next;
            }
            first = first == null && !isNative(next) ? next : first;
        }
        if (first == null) {
            throw new IOException("is no image of a known format");
        }
        return first;
    }

    private static Picture picture(BufferedImage image) throws IOException {
        Raster raster = image.getRaster();
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return ofPalette(raster, palette);
        }
        int bands = raster.getNumBands();
        if (bands > 4) {
            throw new IOException("has " + bands + " channels, expected 1 to 4");
        }
        boolean alpha = bands == 2 || bands == 4;
        int channels = alpha ? bands - 1 : bands;
        return new Picture(
                channels,
                raster.getHeight(),
                raster.getWidth(),
                (c, r, k) ->
                        alpha
                                ? overWhite(sample(raster, c, r, k), sample(raster, channels, r, k))
                                : sample(raster, c, r, k));
    }

    private static int overWhite(int sample, int opacity) {
        return (sample * opacity + WHITE * (WHITE - opacity) + WHITE / 2) / WHITE;
    }

    /** Returns a sample, scaled to 8 bits. */
    private static int sample(Raster raster, int band, int row, int column) {
        int sample = raster.getSample(raster.getMinX() + column, raster.getMinY() + row, band);
        int bits = raster.getSampleModel().getSampleSize(band);
        long largest = (1L << bits) - 1;
        return bits == Byte.SIZE ? sample : (int) ((sample * (long) WHITE + largest / 2) / largest);
    }

    private static Picture ofPalette(Raster raster, IndexColorModel palette) {
        int height = raster.getHeight();
        int width = raster.getWidth();
        Picture.Pixels colours =
                (c, r, k) -> {
                    int argb = palette.getRGB(raster.getSample(k, r, 0));
                    return overWhite((argb >> (16 - 8 * c)) & WHITE, argb >>> 24);
                };
        boolean isGrey = true;
        for (int r = 0; r < height; r++) {
            for (int k = 0; k < width; k++) {
                int red = colours.at(0, r, k);
                isGrey &= red == colours.at(1, r, k) && red == colours.at(2, r, k);
            }
        }
        return new Picture(isGrey ? 1 : 3, height, width, colours);
    }
}

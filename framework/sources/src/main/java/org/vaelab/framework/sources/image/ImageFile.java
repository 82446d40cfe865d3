// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes image files to samples of 8 bits. Samples are taken as they are stored: colour profiles are not
 * applied, so that the result does not depend on a colour management system (CMYK excepted). 16 bits
 * are scaled. A transparent pixel is laid over white.
 */
final class ImageFile {

    private static final int MOST_PIXELS = 100_000_000;
    private static final int WHITE = 255;
    private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";

    private static final Set<String> SUFFIXES =
            Arrays.stream(ImageIO.getReaderFileSuffixes())
                    .map(suffix -> suffix.toLowerCase(Locale.ROOT))
                    .filter(suffix -> !suffix.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());

    private ImageFile() {}

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
        byte[] file = Files.readAllBytes(path);
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
                            || text.contains("corrupt") && !text.contains("extraneous");
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
            first = first == null ? next : first;
        }
        if (first == null) {
            throw new IOException("is no image of a known format");
        }
        return first;
    }

    private static Picture picture(BufferedImage image) throws IOException {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return ofPalette(image.getRaster(), palette);
        }
        int bands = image.getRaster().getNumBands();
        if (bands > 4) {
            throw new IOException("has " + bands + " channels, expected 1 to 4");
        }
        boolean alpha = bands == 2 || bands == 4;
        int channels = alpha ? bands - 1 : bands;
        Raster raster = image.getRaster();
        int area = image.getWidth() * image.getHeight();
        byte[] samples = new byte[channels * area];
        int[] opacity = alpha ? scaled(raster, channels) : new int[0];
        for (int c = 0; c < channels; c++) {
            int[] band = scaled(raster, c);
            for (int i = 0; i < area; i++) {
                samples[c * area + i] = (byte) (alpha ? overWhite(band[i], opacity[i]) : band[i]);
            }
        }
        return new Picture(channels, image.getHeight(), image.getWidth(), samples);
    }

    private static int overWhite(int sample, int opacity) {
        return (sample * opacity + WHITE * (WHITE - opacity) + WHITE / 2) / WHITE;
    }

    private static int[] scaled(Raster raster, int band) {
        int[] samples =
                raster.getSamples(
                        raster.getMinX(),
                        raster.getMinY(),
                        raster.getWidth(),
                        raster.getHeight(),
                        band,
                        (int[]) null);
        int bits = raster.getSampleModel().getSampleSize(band);
        long largest = (1L << bits) - 1;
        if (bits != Byte.SIZE) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (int) ((samples[i] * (long) WHITE + largest / 2) / largest);
            }
        }
        return samples;
    }

    private static Picture ofPalette(Raster raster, IndexColorModel palette) {
        int area = raster.getWidth() * raster.getHeight();
        int[] places =
                raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
        boolean grey = true;
        byte[] samples = new byte[3 * area];
        for (int i = 0; i < area; i++) {
            int argb = palette.getRGB(places[i]);
            int opacity = argb >>> 24;
            for (int c = 0; c < 3; c++) {
                int sample = argb >> 16 - 8 * c & WHITE;
                samples[c * area + i] = (byte) overWhite(sample, opacity);
            }
            grey &= samples[i] == samples[area + i] && samples[i] == samples[2 * area + i];
        }
        return grey
                ? new Picture(
                        1, raster.getHeight(), raster.getWidth(), Arrays.copyOf(samples, area))
                : new Picture(3, raster.getHeight(), raster.getWidth(), samples);
    }
}

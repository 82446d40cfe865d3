// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.vaelab.framework.Internal;

/**
 * Decodes image files to samples of 8 bits. Samples are taken as they are stored: profiles and
 * gamma are not applied, so that the result does not depend on a colour management system. A sample
 * v of b bits becomes 255 v / (2^b - 1), rounded. Then a pixel of opacity a becomes (a v + (255 -
 * a) 255) / 255, rounded. What is read right is listed in the README of the module; all else is an
 * error.
 */
@Internal
public final class ImageFile {

    private static final int MOST_PIXELS = 100_000_000;
    private static final int WHITE = 255;
    private static final int SIGNATURE = 3;
    private static final String JDK = "com.sun.imageio.plugins.";

    private static final Set<String> SUFFIXES =
            Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff");

    private ImageFile() {}

    /** Returns whether a file is an image, by its name. */
    public static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Decodes the content of a file, and turns it upright.
     *
     * @throws IOException if it is of a kind that is not read, or is damaged
     */
    static DecodedImage decode(byte[] file) throws IOException {
        if (file.length == 0) {
            throw new IOException("is empty");
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        try {
            DecodedImage picture =
                    switch (text(bytes, 0, SIGNATURE)) {
                        case "\u0089PN" -> PngImage.decode(file);
                        case "\u00ff\u00d8\u00ff" -> JpegImage.decode(file);
                        case "II*", "MM\0" -> tiff(file, bytes);
                        case "GIF" -> gif(file, bytes);
                        default -> bitmap(file, bytes);
                    };
            return new DecodedImage(
                    picture.channels(), picture.height(), picture.width(), picture.samples());
        } catch (IIOException | EOFException | RuntimeException e) {
            throw refused("is damaged, or of a rare kind (" + e.getMessage() + ")");
        }
    }

    /** Returns bytes as characters. */
    static String text(ByteBuffer bytes, int from, int length) {
        return ISO_8859_1.decode(bytes.slice(from, length)).toString();
    }

    /** Returns the error for an image that is not read, with what to do. */
    static IOException refused(String why) {
        return new IOException(
                why
                        + "; convert it to PNG: magick FILE -auto-orient -colorspace sRGB -depth 8 NAME.png");
    }

    /** Checks that an image is of a kind that is read. */
    static void require(boolean isRead, String why) throws IOException {
        if (!isRead) {
            throw refused(why);
        }
    }

    /** The numbers are the tags and values of TIFF 6.0. */
    private static DecodedImage tiff(byte[] file, ByteBuffer bytes) throws IOException {
        TiffFields fields = new TiffFields(bytes);
        int[] extra = fields.values(338);
        int channels = fields.values(277, 1)[0] - extra.length;
        require(
                fields.are(339, 1, 1) && fields.are(258, 1, 8, 16),
                "has floats, or samples other than 8 or 16 bits without a sign; source npy reads them from .npy");
        require(
                fields.are(262, -1, channels == 1 ? 1 : 2) && (channels == 1 || channels == 3),
                "has other colours than grey, where 0 is black, or RGB");
        require(
                extra.length < 2 && fields.are(338, 2, 2),
                "has premultiplied alpha, or extra samples that are no alpha");
        require(
                fields.are(259, 1, 1, 5, 8, 32_946, 32_773),
                "has another compression than LZW, Deflate or PackBits");
        require(fields.isLast(), "has several images");
        return decoded("tiff", file, 0).oriented(fields.orientation());
    }

    private static DecodedImage gif(byte[] file, ByteBuffer bytes) throws IOException {
        DecodedImage frame = decoded("gif", file, 0);
        require(
                frame.width() == bytes.getShort(6) && frame.height() == bytes.getShort(8),
                "has a frame that does not fill the image");
        return frame;
    }

    private static DecodedImage bitmap(byte[] file, ByteBuffer bytes) throws IOException {
        require(text(bytes, 0, 2).equals("BM"), "is no image of a known format");
        require(
                Set.of(40, 108, 124).contains(bytes.getInt(14))
                        && Set.of(1, 4, 8, 24).contains((int) bytes.getShort(28))
                        && bytes.getInt(30) == 0,
                "is compressed, of OS/2, or not of 1, 4, 8 or 24 bits a pixel");
        return decoded("bmp", file, 0);
    }

    /**
     * Decodes the only image of a file by the JDK, whatever other decoders are on the class path.
     *
     * @param palette how many colours the palette has, or 0 for as many as there may be
     */
    static DecodedImage decoded(String format, byte[] file, int palette) throws IOException {
        ImageReader reader =
                IIORegistry.getDefaultInstance()
                        .getServiceProviders(
                                ImageReaderSpi.class,
                                each -> each.getClass().getName().startsWith(JDK + format),
                                false)
                        .next()
                        .createReaderInstance();
        StringBuilder warnings = new StringBuilder();
        try {
            reader.setInput(
                    new MemoryCacheImageInputStream(new ByteArrayInputStream(file)), false, true);
            reader.addIIOReadWarningListener(
                    (from, text) ->
                            warnings.append(text.contains("extraneous bytes") ? "" : " " + text));
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            require(pixels <= MOST_PIXELS, "has more than 100 million pixels");
            require(!format.equals("gif") || reader.getNumImages(true) == 1, "is animated");
            BufferedImage image = reader.read(0);
            // Of a damaged image, the decoder of JPEG fills up what is missing, and only warns.
            require(!format.equals("jpeg") || warnings.isEmpty(), "is damaged:" + warnings);
            return image.getColorModel() instanceof IndexColorModel colours
                    ? ofPalette(image.getRaster(), colours, palette)
                    : picture(image.getRaster());
        } finally {
            reader.dispose();
        }
    }

    private static DecodedImage picture(Raster raster) {
        int bands = raster.getNumBands();
        boolean hasAlpha = bands == 2 || bands == 4;
        int alpha = bands - 1;
        return new DecodedImage(
                hasAlpha ? alpha : bands,
                raster.getHeight(),
                raster.getWidth(),
                (c, r, k) ->
                        overWhite(
                                sample(raster, c, r, k),
                                hasAlpha ? sample(raster, alpha, r, k) : WHITE));
    }

    private static int overWhite(int sample, int opacity) {
        return (sample * opacity + WHITE * (WHITE - opacity) + WHITE / 2) / WHITE;
    }

    /** Returns a sample, scaled to 8 bits. */
    private static int sample(Raster raster, int band, int row, int column) {
        int largest = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
        return (raster.getSample(column, row, band) * WHITE + largest / 2) / largest;
    }

    private static DecodedImage ofPalette(Raster raster, IndexColorModel palette, int size) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int used = size == 0 ? colours.length : size;
        boolean isGrey =
                Arrays.stream(colours, 0, used)
                        .map(argb -> argb & 0xffffff)
                        .allMatch(rgb -> rgb == (rgb & WHITE) * 0x10101);
        return new DecodedImage(
                isGrey ? 1 : 3,
                raster.getHeight(),
                raster.getWidth(),
                (c, r, k) -> {
                    int argb = colours[Objects.checkIndex(raster.getSample(k, r, 0), used)];
                    return overWhite((argb >> (16 - 8 * c)) & WHITE, argb >>> 24);
                });
    }
}

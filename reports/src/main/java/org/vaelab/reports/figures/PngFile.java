// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture as PNG on white, drawn by Java 2D with 300 pixels to the inch. */
final class PngFile {

    private static final double PIXELS_PER_POINT = 300 / 72.0;
    private static final int CHANNELS = 3;
    private static final int LARGEST = 0xFF;

    private PngFile() {}

    static byte[] of(Picture picture) {
        BufferedImage image =
                new BufferedImage(
                        (int) Math.round(picture.width() * PIXELS_PER_POINT),
                        (int) Math.round(picture.height() * PIXELS_PER_POINT),
                        BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
        picture.drawOn(new JavaSurface(graphics, 1));
        graphics.dispose();
        return bytes(image);
    }

    /**
     * Returns an image of the type 3BYTE_BGR as a PNG file, of one channel if it has no colours.
     */
    static byte[] bytes(BufferedImage coloured) {
        BufferedImage image = withoutColours(coloured).orElse(coloured);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("this Java runtime has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Optional<BufferedImage> withoutColours(BufferedImage image) {
        byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        int[] greys = new int[bytes.length / CHANNELS];
        for (int i = 0; i < greys.length; i++) {
            int at = CHANNELS * i;
            if (bytes[at] != bytes[at + 1] || bytes[at] != bytes[at + 2]) {
                return Optional.empty();
            }
            greys[i] = bytes[at] & LARGEST;
        }
        BufferedImage grey =
                new BufferedImage(
                        image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, image.getWidth(), image.getHeight(), greys);
        return Optional.of(grey);
    }
}

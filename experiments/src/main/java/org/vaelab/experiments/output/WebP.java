// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.output;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import com.luciad.imageio.webp.WebPWriter;
import com.luciad.imageio.webp.internal.NativeLoader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Lossless WebP of images of one channel, by libwebp. An image of WebP has at most {@value #MOST} pixels a side,
 * so a larger one is written as several.
 */
final class WebP {

    static final int MOST = 16_383;

    private WebP() {}

    /** Returns why libwebp is not on this machine; empty if it is. */
    static Optional<String> absence() {
        try {
            // Without this, the writer prints a stack trace where it has no library.
            if (NativeLoader.initialize()) {
                return Optional.empty();
            }
        } catch (IllegalStateException | LinkageError e) {
            // As if it had returned false.
        }
        return Optional.of(
                "webp-imageio loads no libwebp on %s, %s"
                        .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }

    /** Returns the number of bytes of an image. */
    static int size(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int y = 0; y < image.getHeight(); y += MOST) {
            for (int x = 0; x < image.getWidth(); x += MOST) {
                write(tile(image, x, y), out);
            }
        }
        return out.size();
    }

    /** Returns a part of an image in RGB: the writer would change grey levels by their colour space. */
    static BufferedImage tile(BufferedImage image, int x, int y) {
        int width = Math.min(MOST, image.getWidth() - x);
        int height = Math.min(MOST, image.getHeight() - y);
        int scale = image.getType() == BufferedImage.TYPE_BYTE_BINARY ? 255 : 1;
        BufferedImage tile = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int j = 0; j < height; j++) {
            for (int i = 0; i < width; i++) {
                int level = scale * image.getRaster().getSample(x + i, y + j, 0);
                tile.setRGB(i, j, level << 16 | level << 8 | level);
            }
        }
        return tile;
    }

    static void write(BufferedImage tile, OutputStream out) {
        WebPWriter writer = new WebPWriter(new WebPImageWriterSpi());
        WebPWriteParam settings = new WebPWriteParam(Locale.ROOT);
        settings.setCompressionMode(WebPWriteParam.MODE_EXPLICIT);
        settings.setCompressionType(CompressionType.Lossless);
        // The greatest effort by method 4. Method 6 takes fifty times as long, for 1 % of grey
        // levels.
        settings.setCompressionQuality(1);
        try (ImageOutputStream into = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(into);
            writer.write(null, new IIOImage(tile, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes small images. */
final class ImageFiles {

    private ImageFiles() {}

    /** Returns a gradient: red grows to the right, green downwards, blue is constant. */
    static BufferedImage gradient(int height, int width, int blue) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                int red = 255 * c / Math.max(1, width - 1);
                int green = 255 * r / Math.max(1, height - 1);
                image.setRGB(c, r, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    static void write(Path path, BufferedImage image) throws IOException {
        Files.createDirectories(path.getParent());
        String name = path.getFileName().toString();
        String format = name.substring(name.lastIndexOf('.') + 1);
        if (!ImageIO.write(image, format, path.toFile())) {
            throw new IOException("no writer of " + format);
        }
    }
}

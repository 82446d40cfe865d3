// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SampleSheet;

/**
 * The images of a sheet, row by row, from the left.
 *
 * @param rows without the empty places at the end of a row
 */
record SheetTiles(List<List<BufferedImage>> rows) {

    SheetTiles {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a sheet of a run, whose images have the shape of the data.
     *
     * @return without rows if there is no such file, or the images have another shape
     * @throws IOException if the file is not a PNG image
     */
    static SheetTiles read(Path path, RunRecord record) throws IOException {
        String[] shape = record.provenance().data().shape().split("x", -1);
        if (!Files.isRegularFile(path) || shape.length != 3) {
            return new SheetTiles(List.of());
        }
        BufferedImage sheet = ImageIO.read(path.toFile());
        if (sheet == null) {
            throw new IOException(path + ": not a PNG image");
        }
        int height = Integer.parseInt(shape[1]);
        int width = Integer.parseInt(shape[2]);
        int gap = SampleSheet.GAP;
        if ((sheet.getHeight() + gap) % (height + gap) != 0
                || (sheet.getWidth() + gap) % (width + gap) != 0) {
            return new SheetTiles(List.of());
        }
        List<List<BufferedImage>> rows = new ArrayList<>();
        for (int y = 0; y < sheet.getHeight(); y += height + gap) {
            List<BufferedImage> row = new ArrayList<>();
            for (int x = 0; x < sheet.getWidth(); x += width + gap) {
                BufferedImage tile = sheet.getSubimage(x, y, width, height);
                if (tile.getRGB(0, 0) >>> 24 != 0) {
                    row.add(tile);
                }
            }
            rows.add(List.copyOf(row));
        }
        return new SheetTiles(rows);
    }

    /** Returns the images of every second row, one row after another. */
    List<BufferedImage> everySecond(int first) {
        return IntStream.range(0, rows.size())
                .filter(i -> i % 2 == first)
                .mapToObj(rows::get)
                .flatMap(List::stream)
                .toList();
    }

    List<BufferedImage> all() {
        return rows.stream().flatMap(List::stream).toList();
    }

    /** Returns the numbers of the pixels of images, which are equal for equal images. */
    static List<Integer> pixels(List<BufferedImage> images) {
        return images.stream().flatMapToInt(of -> IntStream.of(rgb(of))).boxed().toList();
    }

    private static int[] rgb(BufferedImage image) {
        int width = image.getWidth();
        return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    }
}

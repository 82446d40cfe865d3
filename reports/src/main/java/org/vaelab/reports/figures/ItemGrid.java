// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images and texts in columns, each with a title. A cell has some of them: images side by side, and
 * texts below each other.
 *
 * @param columns of each title, its cells from the top
 */
record ItemGrid(List<String> titles, List<List<List<ItemGrid.Item>>> columns) implements Drawing {

    private static final double LARGEST = 34;
    private static final double GAP = 2;
    private static final double BETWEEN = 8;

    /** An image or a text. */
    record Item(@Nullable BufferedImage image, String text) {

        static Item of(BufferedImage image) {
            return new Item(image, "image");
        }

        static Item of(String text) {
            return new Item(null, text.isBlank() ? "<empty>" : text);
        }
    }

    ItemGrid {
        titles = List.copyOf(titles);
        columns = List.copyOf(columns);
    }

    @Override
    public Picture draw(Width width) {
        double wide = (width.points() - (titles.size() - 1) * BETWEEN) / titles.size();
        Picture picture = new Picture(width.points());
        double top = 0;
        for (int j = 0; j < titles.size(); j++) {
            TextBlock title = TextBlock.of(titles.get(j), Picture.LABEL, wide);
            title.draw(picture, j * (wide + BETWEEN), 0, 0);
            top = Math.max(top, title.height());
        }
        int rows = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < rows; i++) {
            double high = 0;
            for (int j = 0; j < titles.size(); j++) {
                List<Item> cell = i < columns.get(j).size() ? columns.get(j).get(i) : List.of();
                high = Math.max(high, draw(picture, cell, j * (wide + BETWEEN), top + GAP, wide));
            }
            top += high + 2 * GAP;
        }
        return picture.height(Math.max(1, top));
    }

    /** Draws a cell, and returns its height. */
    private static double draw(
            Picture picture, List<Item> cell, double left, double top, double wide) {
        long images = cell.stream().filter(item -> item.image() != null).count();
        double size = Math.min(LARGEST, wide / Math.max(1, images) - GAP);
        double x = left;
        double below = 0;
        for (Item item : cell) {
            BufferedImage image = item.image();
            if (image != null) {
                double high = size * image.getHeight() / image.getWidth();
                picture.image(image, new Rectangle2D.Double(x, top, size, high));
                x += size + GAP;
                below = Math.max(below, high + GAP);
            }
        }
        for (Item item : cell) {
            if (item.image() == null) {
                TextBlock text = TextBlock.of(item.text(), Picture.TICK, wide);
                text.draw(picture, left, top + below, 0);
                below += text.height();
            }
        }
        return below;
    }
}

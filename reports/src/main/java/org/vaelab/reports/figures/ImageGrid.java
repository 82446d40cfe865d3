// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of images with labels at their left. A row is one image in the files.
 *
 * @param blocks below each other in a column; side by side on a page if they are several
 */
record ImageGrid(List<Block> blocks) implements Drawing {

    /** The images of a row, from the left. */
    record Row(String label, List<BufferedImage> images) {
        Row {
            images = List.copyOf(images);
        }
    }

    /**
     * Rows of images of one size.
     *
     * @param title above them; empty for none
     */
    record Block(String title, List<Row> rows) {
        Block {
            rows = List.copyOf(rows);
        }
    }

    private static final int COLUMN_IMAGES = 10;
    private static final int PAGE_IMAGES = 20;
    private static final double LABEL_SHARE = 0.26;
    private static final double LABEL_GAP = 4;
    private static final double BETWEEN_ROWS = 1.6;
    private static final double LARGEST = 30;
    private static final double TITLE = 11;
    private static final double BETWEEN_BLOCKS = 8;

    ImageGrid {
        blocks = List.copyOf(blocks);
    }

    private Stream<Row> rows() {
        return blocks.stream().flatMap(block -> block.rows().stream());
    }

    @Override
    public Picture draw(Width width) {
        int columns = width == Width.PAGE && blocks.size() > 1 ? 2 : 1;
        double wide = (width.points() - (columns - 1) * 2 * BETWEEN_BLOCKS) / columns;
        double label =
                rows().mapToDouble(row -> Glyphs.width(row.label(), Picture.TICK)).max().orElse(0);
        double left = Math.min(LABEL_SHARE * wide, label + 0.5) + LABEL_GAP;
        int most = rows().mapToInt(row -> row.images().size()).max().orElse(1);
        int fit = width == Width.PAGE && columns == 1 ? PAGE_IMAGES : COLUMN_IMAGES;
        List<Picture> pictures = new ArrayList<>();
        for (Block block : blocks) {
            int shown = block.title().isEmpty() ? Math.min(most, fit) : most;
            pictures.add(block(block, wide, left, shown));
        }
        return Picture.grid(width.points(), pictures, columns, BETWEEN_BLOCKS, 0);
    }

    private static Picture block(Block block, double width, double left, int shown) {
        Picture picture = new Picture(width);
        picture.text(block.title(), Picture.LABEL, left, 8, 0, Palette.INK);
        double top = block.title().isEmpty() ? 0 : TITLE;
        double size = Math.min(LARGEST, (width - left) / shown);
        for (Row row : block.rows()) {
            List<BufferedImage> images =
                    row.images().subList(0, Math.min(shown, row.images().size()));
            TextBlock label =
                    TextBlock.of(row.label(), Picture.TICK, Math.max(1, left - LABEL_GAP));
            BufferedImage first = images.get(0);
            double high = size * first.getHeight() / first.getWidth();
            double middle = top + Math.max(high, label.height()) / 2;
            label.draw(picture, left - LABEL_GAP, middle - label.height() / 2, 1);
            picture.image(
                    joined(images),
                    new Rectangle2D.Double(left, middle - high / 2, size * images.size(), high));
            top += Math.max(high, label.height()) + BETWEEN_ROWS;
            picture.cut(top);
        }
        return picture.height(top);
    }

    /** Returns images side by side, each with a light line at its right. */
    private static BufferedImage joined(List<BufferedImage> images) {
        BufferedImage first = images.get(0);
        int width = first.getWidth() + 1;
        int height = first.getHeight();
        BufferedImage row =
                new BufferedImage(images.size() * width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = row.createGraphics();
        graphics.setColor(Palette.RULE);
        graphics.fillRect(0, 0, row.getWidth(), height);
        for (int i = 0; i < images.size(); i++) {
            graphics.drawImage(images.get(i), i * width, 0, null);
        }
        graphics.dispose();
        return row;
    }
}

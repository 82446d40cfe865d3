// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Rows of images with labels at their left. Pixels stay sharp: each is enlarged to a square of
 * pixels, which no viewer blurs.
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
    private static final double BETWEEN_IMAGES = 0.7;
    private static final double BETWEEN_ROWS = 1.6;
    private static final double LARGEST = 30;
    private static final double TITLE = 11;
    private static final double BETWEEN_BLOCKS = 8;
    private static final int SHARPNESS = 4;
    private static final int FINE = 64;

    ImageGrid {
        blocks = List.copyOf(blocks);
    }

    private int columns(Width width) {
        return width == Width.PAGE && blocks.size() > 1 ? 2 : 1;
    }

    private double blockWidth(Width width) {
        int columns = columns(width);
        return (width.points() - (columns - 1) * 2 * BETWEEN_BLOCKS) / columns;
    }

    /** Where the images of a block are. */
    private record Places(double left, double imageWidth, double imageHeight, int shown) {

        double rowHeight(Row row) {
            return Math.max(imageHeight, text(row).height()) + BETWEEN_ROWS;
        }

        TextBlock text(Row row) {
            return TextBlock.of(row.label(), Pen.TICK, Math.max(1, left - LABEL_GAP));
        }
    }

    private Places places(Block block, Width width) {
        double all = blockWidth(width);
        double label =
                blocks.stream()
                        .flatMap(of -> of.rows().stream())
                        .mapToDouble(row -> Pen.width(row.label(), Pen.TICK))
                        .max()
                        .orElse(0);
        double left = Math.min(LABEL_SHARE * all, label + 0.5) + LABEL_GAP;
        int most =
                blocks.stream()
                        .flatMap(of -> of.rows().stream())
                        .mapToInt(row -> row.images().size())
                        .max()
                        .orElse(1);
        boolean wide = width == Width.PAGE && columns(width) == 1;
        int shown =
                block.title().isEmpty() ? Math.min(most, wide ? PAGE_IMAGES : COLUMN_IMAGES) : most;
        BufferedImage first =
                block.rows().stream()
                        .flatMap(row -> row.images().stream())
                        .findFirst()
                        .orElseThrow();
        double size = Math.min(LARGEST, (all - left) / shown - BETWEEN_IMAGES);
        return new Places(left, size, size * first.getHeight() / first.getWidth(), shown);
    }

    private double height(Block block, Width width) {
        Places places = places(block, width);
        return (block.title().isEmpty() ? 0 : TITLE)
                + block.rows().stream().mapToDouble(places::rowHeight).sum();
    }

    private double rowHeight(int first, Width width) {
        int last = Math.min(blocks.size(), first + columns(width));
        return blocks.subList(first, last).stream()
                .mapToDouble(block -> height(block, width))
                .max()
                .orElse(0);
    }

    @Override
    public double height(Width width) {
        double height = 0;
        for (int i = 0; i < blocks.size(); i += columns(width)) {
            height += rowHeight(i, width) + (i > 0 ? BETWEEN_BLOCKS : 0);
        }
        return Math.ceil(height);
    }

    @Override
    public void paint(Graphics2D graphics, Width width) {
        double top = 0;
        for (int i = 0; i < blocks.size(); i++) {
            int column = i % columns(width);
            double left = column * (blockWidth(width) + 2 * BETWEEN_BLOCKS);
            paint(graphics, blocks.get(i), left, top, width);
            if (column == columns(width) - 1) {
                top += rowHeight(i - column, width) + BETWEEN_BLOCKS;
            }
        }
    }

    private void paint(Graphics2D graphics, Block block, double left, double top, Width width) {
        Pen pen = new Pen(graphics);
        Places places = places(block, width);
        double y = top;
        if (!block.title().isEmpty()) {
            pen.text(block.title(), Pen.LABEL, left + places.left(), y + 8, 0, Palette.INK);
            y += TITLE;
        }
        for (Row row : block.rows()) {
            TextBlock text = places.text(row);
            double height = places.rowHeight(row) - BETWEEN_ROWS;
            double base = y + height / 2 - text.height() / 2 + 0.85 * Pen.TICK.getSize2D();
            for (String line : text.lines()) {
                pen.text(line, Pen.TICK, left + places.left() - LABEL_GAP, base, 1, Palette.INK);
                base += text.leading();
            }
            double at = y + (height - places.imageHeight()) / 2;
            for (int i = 0; i < Math.min(places.shown(), row.images().size()); i++) {
                double x = left + places.left() + i * (places.imageWidth() + BETWEEN_IMAGES);
                image(graphics, row.images().get(i), x, at, places);
            }
            y += height + BETWEEN_ROWS;
        }
    }

    private static void image(
            Graphics2D graphics, BufferedImage image, double x, double y, Places places) {
        BufferedImage sharp = enlarged(image);
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.scale(
                places.imageWidth() / sharp.getWidth(), places.imageHeight() / sharp.getHeight());
        graphics.drawImage(sharp, 0, 0, null);
        graphics.setTransform(before);
    }

    private static BufferedImage enlarged(BufferedImage image) {
        int times = image.getWidth() >= FINE ? 1 : SHARPNESS;
        BufferedImage large =
                new BufferedImage(
                        times * image.getWidth(),
                        times * image.getHeight(),
                        BufferedImage.TYPE_INT_RGB);
        int[] line = new int[large.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < line.length; x++) {
                line[x] = image.getRGB(x / times, y);
            }
            for (int i = 0; i < times; i++) {
                large.setRGB(0, y * times + i, line.length, 1, line, 0, line.length);
            }
        }
        return large;
    }
}

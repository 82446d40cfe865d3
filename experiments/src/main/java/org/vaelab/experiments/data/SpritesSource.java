// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.random.RandomKey;

/**
 * {@code source: sprites}: one white shape on black, drawn in code, with five known factors: shape
 * (square, ellipse, heart), scale (6), rotation, x and y.
 *
 * <p>The layout is that of dSprites (Matthey, Higgins, Hassabis, Lerchner, 2017), whose 64x64
 * images have 40 rotations and 32 x 32 positions; the pixels are not the same. As there, rotation
 * covers a full turn for every shape, so a square looks the same at four angles and an ellipse at
 * two. A pixel is one where its centre lies inside the shape. Training and test images are drawn
 * without replacement from the grid of all combinations.
 */
public final class SpritesSource implements DataSource {
    /** Radius of the circle around the largest shape, as a part of the image's size. */
    private static final double LARGEST_RADIUS = 0.26;

    private final int size;
    private final int train;
    private final int test;
    private final long seed;
    private final SpriteGrid grid;

    /** The sprites of these settings. */
    public SpritesSource(SpritesSettings settings) {
        this.size = require(settings.size());
        this.train = require(settings.train());
        this.test = require(settings.test());
        this.seed = Objects.requireNonNull(settings.seed());
        this.grid = new SpriteGrid(require(settings.rotations()), require(settings.positions()));
    }

    private static int require(@Nullable Integer filled) {
        return Objects.requireNonNull(filled);
    }

    @Override
    public Dataset load(Progress progress) {
        int[] order = RandomKey.of(seed).split("sprites").permutation(grid.size());
        String provenance =
                "generated sprites, "
                        + grid.size()
                        + " combinations of "
                        + String.join(", ", SpriteGrid.FACTORS)
                        + ", seed "
                        + seed;
        return Dataset.of(
                "sprites",
                new DataShape(1, size, size),
                examples(Arrays.copyOf(order, train)),
                examples(Arrays.copyOfRange(order, train, train + test)),
                provenance);
    }

    private Examples examples(int[] combinations) {
        int[] cardinalities = grid.cardinalities();
        int[][] columns = new int[cardinalities.length][combinations.length];
        byte[] pixels = new byte[Math.multiplyExact(combinations.length, size * size)];
        for (int i = 0; i < combinations.length; i++) {
            int[] factors = grid.factors(combinations[i]);
            for (int f = 0; f < factors.length; f++) {
                columns[f][i] = factors[f];
            }
            draw(factors, pixels, i * size * size);
        }
        List<Labels.Column> labels = new ArrayList<>();
        for (int f = 0; f < columns.length; f++) {
            labels.add(
                    Labels.Column.of(
                            SpriteGrid.FACTORS.get(f),
                            valueNames(f, cardinalities[f]),
                            columns[f]));
        }
        return Examples.binary(size * size, pixels).withLabels(Labels.of(labels));
    }

    private static List<String> valueNames(int factor, int cardinality) {
        return factor == 0
                ? SpriteGrid.SHAPES.stream()
                        .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                        .toList()
                : IntStream.range(0, cardinality).mapToObj(Integer::toString).toList();
    }

    /** Draws the shape of these factors into black pixels. */
    private void draw(int[] factors, byte[] pixels, int offset) {
        SpriteShape shape = SpriteGrid.SHAPES.get(factors[0]);
        double radius = LARGEST_RADIUS * size * (0.5 + 0.5 * factors[1] / (SpriteGrid.SCALES - 1));
        double angle = 2 * Math.PI * factors[2] / grid.rotations();
        double x = centre(factors[3]);
        double y = centre(factors[4]);
        // StrictMath: the same pixels on every processor.
        double cosine = StrictMath.cos(angle) / radius;
        double sine = StrictMath.sin(angle) / radius;
        int left = (int) Math.floor(x - radius);
        int right = (int) Math.ceil(x + radius);
        int top = (int) Math.floor(y - radius);
        int bottom = (int) Math.ceil(y + radius);
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                double dx = column + 0.5 - x;
                double dy = y - (row + 0.5);
                if (shape.contains(cosine * dx + sine * dy, cosine * dy - sine * dx)) {
                    pixels[offset + row * size + column] = 1;
                }
            }
        }
    }

    /** The centre at a position: evenly spaced, and the largest shape stays inside the frame. */
    private double centre(int position) {
        double margin = LARGEST_RADIUS * size + 0.5;
        if (grid.positions() == 1) {
            return size / 2.0;
        }
        return margin + (size - 2 * margin) * position / (grid.positions() - 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * One shape with five known factors: shape (square, ellipse, heart), scale (6),
 * rotation, x and y. Images are drawn without replacement from all combinations of the factors.
 *
 * <p>The layout is that of dSprites (Matthey, Higgins, Hassabis, Lerchner, 2017), whose 64x64
 * images have 40 rotations and 32 x 32 positions; the pixels differ. As in dSprites, rotation
 * covers a full turn for every shape, so a square looks the same at four angles and an ellipse at
 * two. A pixel is white if its centre lies inside the shape. Other {@link SpriteMode modes} have
 * the same shapes in colour or on noise, with 256 levels.
 */
@Cites("matthey2017")
@Part(
        value = "sprites",
        description =
                "generated shapes with known factors (shape, scale, rotation, x, y), binary or in"
                        + " colour",
        paper = "layout of dSprites, Matthey et al. (2017)")
public record SpritesSource(
        @Setting(value = "height and width in pixels, 16 to 128", defaultValue = "32") int size,
        @Setting(value = "number of training images", defaultValue = "10000") int train,
        @Setting(value = "number of test images", defaultValue = "2000") int test,
        @Setting("number of angles in a full turn, 1 to 360; default 20, from size 64 on 40")
                @Nullable Integer rotations,
        @Setting("number of positions along each axis, 1 to size; default half the size")
                @Nullable Integer positions,
        @Setting(
                        value = "seed of the choice of images; the seeds of runs do not change it",
                        defaultValue = "0")
                long seed,
        @Setting("binary (white on black), colour (on black) or noisy (on noise); default binary")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable SpriteMode mode)
        implements DataSource {

    private static final int DSPRITES_SIZE = 64;
    private static final int SCALES = 6;
    private static final List<String> FACTORS = List.of("shape", "scale", "rotation", "x", "y");

    /** Radius of the circle around the largest shape, as a fraction of the image's size. */
    private static final double LARGEST_RADIUS = 0.26;

    /**
     * Fills in the numbers of rotations and positions.
     *
     * @throws DataException if a value is out of range, or there are fewer
     *     combinations of factors than images
     */
    public SpritesSource {
        requireRange("size", size, 16, 128);
        rotations = rotations == null ? Integer.valueOf(size < DSPRITES_SIZE ? 20 : 40) : rotations;
        positions = positions == null ? Integer.valueOf(size / 2) : positions;
        requireRange("rotations", rotations, 1, 360);
        requireRange("positions", positions, 1, size);
        int combinations = combinations(rotations, positions);
        requireRange("train", train, 1, combinations - 1L);
        requireRange("test", test, 1, (long) combinations - train);
    }

    /** Returns images of a size, as many as by default. */
    public static SpritesSource ofSize(int size) {
        return ofSize(size, 10_000, 2_000);
    }

    /** Returns numbers of images for training and test. */
    public static SpritesSource ofSize(int size, int train, int test) {
        return new SpritesSource(size, train, test, null, null, 0, null);
    }

    private static void requireRange(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw DataException.of(
                    "source sprites: %s is %s, expected %s..%s", key, value, min, max);
        }
    }

    private static int combinations(int rotations, int positions) {
        return Math.multiplyExact(
                Shape.values().length * SCALES * rotations, positions * positions);
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        int[] cardinalities = cardinalities();
        int combinations = combinations(cardinalities[2], cardinalities[3]);
        int[] order = RandomKey.of(seed).split("sprites").permutation(combinations);
        String provenance =
                "generated sprites, "
                        + combinations
                        + " combinations of "
                        + String.join(", ", FACTORS)
                        + ", seed "
                        + seed;
        return Dataset.of(
                "sprites",
                new DataShape(painted().channels(), size, size),
                examples(Arrays.copyOf(order, train)),
                examples(Arrays.copyOfRange(order, train, train + test)),
                mode == null
                        ? provenance
                        : provenance + ", " + mode.name().toLowerCase(Locale.ROOT));
    }

    private SpriteMode painted() {
        return mode == null ? SpriteMode.BINARY : mode;
    }

    private int[] cardinalities() {
        int angles = Objects.requireNonNull(rotations);
        int places = Objects.requireNonNull(positions);
        return new int[] {Shape.values().length, SCALES, angles, places, places};
    }

    /** The value of each factor in a combination; y varies fastest. */
    private static int[] factors(int combination, int[] cardinalities) {
        int[] factors = new int[cardinalities.length];
        int rest = combination;
        for (int f = cardinalities.length - 1; f >= 0; f--) {
            factors[f] = rest % cardinalities[f];
            rest /= cardinalities[f];
        }
        return factors;
    }

    private Examples examples(int[] combinations) {
        int[] cardinalities = cardinalities();
        int[][] columns = new int[cardinalities.length][combinations.length];
        int width = painted().channels() * size * size;
        byte[] levels = new byte[Math.multiplyExact(combinations.length, width)];
        RandomKey key = RandomKey.of(seed).split("paint");
        for (int i = 0; i < combinations.length; i++) {
            int[] factors = factors(combinations[i], cardinalities);
            for (int f = 0; f < factors.length; f++) {
                columns[f][i] = factors[f];
            }
            painted()
                    .paint(
                            pixels(factors, cardinalities),
                            key.fold(combinations[i]),
                            levels,
                            i * width);
        }
        List<Labels.Column> labels = new ArrayList<>();
        for (int f = 0; f < columns.length; f++) {
            labels.add(
                    Labels.Column.of(FACTORS.get(f), valueNames(f, cardinalities[f]), columns[f]));
        }
        Examples examples =
                painted() == SpriteMode.BINARY
                        ? Examples.binary(width, levels)
                        : Examples.greyLevels(width, levels);
        return examples.withLabels(Labels.of(labels));
    }

    private static List<String> valueNames(int factor, int cardinality) {
        return factor == 0
                ? Arrays.stream(Shape.values())
                        .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                        .toList()
                : IntStream.range(0, cardinality).mapToObj(Integer::toString).toList();
    }

    /** Returns which pixels lie inside the shape. */
    private boolean[] pixels(int[] factors, int[] cardinalities) {
        boolean[] inside = new boolean[size * size];
        Shape shape = Shape.values()[factors[0]];
        double radius = LARGEST_RADIUS * size * (0.5 + 0.5 * factors[1] / (SCALES - 1));
        double angle = 2 * Math.PI * factors[2] / cardinalities[2];
        double x = centre(factors[3], cardinalities[3]);
        double y = centre(factors[4], cardinalities[4]);
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
                    inside[row * size + column] = true;
                }
            }
        }
        return inside;
    }

    /**
     * Returns the centre at a position. Positions are evenly spaced, and the largest shape stays
     * inside the frame.
     */
    private double centre(int position, int places) {
        double margin = LARGEST_RADIUS * size + 0.5;
        return places == 1 ? size / 2.0 : margin + (size - 2 * margin) * position / (places - 1);
    }

    /** A shape inside the unit circle; u points right, v points up. */
    enum Shape {
        /** The square whose corners lie on the circle. */
        SQUARE {
            @Override
            boolean contains(double u, double v) {
                return Math.max(Math.abs(u), Math.abs(v)) <= HALF_SIDE;
            }
        },

        /** The ellipse of semi-axes 1 and 1/2. */
        ELLIPSE {
            @Override
            boolean contains(double u, double v) {
                return u * u + 4 * v * v <= 1;
            }
        },

        /** The heart {@code (a^2 + b^2 - 1)^3 <= a^2 b^3}, shrunk and moved into the circle. */
        HEART {
            @Override
            boolean contains(double u, double v) {
                double a = HEART_SCALE * u;
                double b = HEART_SCALE * v + HEART_LIFT;
                double r = a * a + b * b - 1;
                return r * r * r <= a * a * b * b * b;
            }
        };

        private static final double HALF_SIDE = Math.sqrt(0.5);

        // The smallest circle around the curve has its centre at (0, 0.24) and the radius 1.256.
        private static final double HEART_SCALE = 1.26;
        private static final double HEART_LIFT = 0.24;

        abstract boolean contains(double u, double v);
    }
}

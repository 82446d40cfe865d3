// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.StrictMapper;

class SpritesSourceTest {
    private static Dataset load(Map<String, Integer> keys) {
        return StrictMapper.of(SpritesSource.class, keys).load(DataSource.Progress.SILENT);
    }

    private static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    @Test
    void theDefaultsAreAQuickExperiment() {
        Dataset dataset = load(Map.of());
        assertThat(dataset.shape()).isEqualTo(new DataShape(1, 32, 32));
        assertThat(dataset.domain()).isEqualTo(ValueDomain.BINARY);
        assertThat(dataset.train().size()).isEqualTo(10_000);
        assertThat(dataset.test().size()).isEqualTo(2_000);
        Labels labels = dataset.train().labels().orElseThrow();
        assertThat(labels.names()).containsExactly("shape", "scale", "rotation", "x", "y");
        assertThat(labels.columns())
                .extracting(Labels.Column::cardinality)
                .containsExactly(3, 6, 20, 16, 16);
        assertThat(labels.column("shape").valueNames())
                .containsExactly("square", "ellipse", "heart");
    }

    /** The data of every figure that was ever reported on sprites: a change must be noticed. */
    @Test
    void theDefaultDataNeverChange() {
        assertThat(load(Map.of()).checksum())
                .isEqualTo("acbe05a0ece3c604f17d03ed80fc23b032bc7708f8ab436b66a83debbd120c9c");
    }

    @Test
    void theSeedChoosesTheImages() {
        assertThat(load(Map.of("size", 16, "train", 50, "test", 10, "seed", 1)).checksum())
                .isEqualTo(load(Map.of("size", 16, "train", 50, "test", 10, "seed", 1)).checksum());
        assertThat(load(Map.of("size", 16, "train", 50, "test", 10, "seed", 2)).checksum())
                .isNotEqualTo(
                        load(Map.of("size", 16, "train", 50, "test", 10, "seed", 1)).checksum());
    }

    @Test
    void noCombinationIsDrawnTwice() {
        Dataset dataset = load(Map.of());
        Set<List<Integer>> seen = new HashSet<>();
        for (Examples part : List.of(dataset.train(), dataset.test())) {
            List<Labels.Column> columns = part.labels().orElseThrow().columns();
            for (int i = 0; i < part.size(); i++) {
                int row = i;
                assertThat(seen.add(columns.stream().map(c -> c.value(row)).toList())).isTrue();
            }
        }
    }

    /**
     * Area and centre of mass of every image agree with its factors. The worst case of a counted
     * area is a square along the pixels: of side s, it covers between s - 1 and s + 1 each way. The
     * mean over positions and angles is that of the shape.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void pixelsAgreeWithTheFactors(int size) {
        Examples examples = load(Map.of("size", size, "train", 3_000, "test", 1)).train();
        List<Labels.Column> factors = examples.labels().orElseThrow().columns();
        int positions = factors.get(3).cardinality();
        double margin = 0.26 * size + 0.5;
        double[][] excess = new double[3][6];
        int[][] counts = new int[3][6];
        for (int i = 0; i < examples.size(); i++) {
            float[] pixels = row(examples, i);
            double area = 0;
            double x = 0;
            double y = 0;
            for (int p = 0; p < pixels.length; p++) {
                int column = p % size;
                int row = p / size;
                area += pixels[p];
                x += pixels[p] * (column + 0.5);
                y += pixels[p] * (row + 0.5);
                boolean edge = Math.min(row, column) == 0 || Math.max(row, column) == size - 1;
                assertThat(edge && pixels[p] > 0).as("image %d touches the edge", i).isFalse();
            }
            double radius = 0.26 * size * (0.5 + 0.1 * factors.get(1).value(i));
            double unitArea = areaOf(factors.get(0).value(i));
            assertThat(area)
                    .as("area of image %d", i)
                    .isCloseTo(unitArea * radius * radius, within(2 * Math.sqrt(2) * radius + 1));
            int shape = factors.get(0).value(i);
            int scale = factors.get(1).value(i);
            excess[shape][scale] += area / (unitArea * radius * radius) - 1;
            counts[shape][scale]++;
            double step = (size - 2 * margin) / (positions - 1);
            double offCentre = factors.get(0).value(i) == 2 ? 0.045 * radius : 0;
            assertThat(x / area)
                    .isCloseTo(margin + step * factors.get(3).value(i), within(0.5 + offCentre));
            assertThat(y / area)
                    .isCloseTo(margin + step * factors.get(4).value(i), within(0.5 + offCentre));
        }
        for (int shape = 0; shape < 3; shape++) {
            for (int scale = 0; scale < 6; scale++) {
                assertThat(excess[shape][scale] / counts[shape][scale])
                        .as("mean relative error of the area, shape %d, scale %d", shape, scale)
                        .isCloseTo(0, within(0.03));
            }
        }
    }

    @Tag("full")
    @Test
    void pixelsOfSmallImagesAgreeWithTheFactors() {
        pixelsAgreeWithTheFactors(32);
    }

    private static double areaOf(int shape) {
        return switch (shape) {
            case 0 -> 2;
            case 1 -> Math.PI / 2;
            // The heart of the formula has the area 3.662; it is shrunk by 1.26.
            default -> 3.662 / (1.26 * 1.26);
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyShapeLiesInTheUnitCircle(SpritesSource.Shape shape) {
        double largest = 0;
        for (int i = -300; i <= 300; i++) {
            for (int j = -300; j <= 300; j++) {
                double u = i / 200.0;
                double v = j / 200.0;
                if (shape.contains(u, v)) {
                    largest = Math.max(largest, Math.hypot(u, v));
                }
            }
        }
        assertThat(largest).isBetween(0.99, 1.0);
    }

    @Test
    void aTurnedSpriteIsTheTurnedImage() {
        // 4 rotations of a quarter turn, one position: every image is one of few, and each
        // rotation is the transposed and mirrored one before.
        SpritesSource settings = new SpritesSource(32, 71, 1, 4, 1, 0L, null);
        Dataset dataset = settings.load(DataSource.Progress.SILENT);
        float[][][][] images = new float[3][6][4][];
        for (Examples part : List.of(dataset.train(), dataset.test())) {
            List<Labels.Column> f = part.labels().orElseThrow().columns();
            for (int i = 0; i < part.size(); i++) {
                images[f.get(0).value(i)][f.get(1).value(i)][f.get(2).value(i)] = row(part, i);
            }
        }
        for (float[][][] ofShape : images) {
            for (float[][] ofScale : ofShape) {
                for (int r = 0; r < 3; r++) {
                    assertThat(differing(ofScale[r + 1], turnedLeft(ofScale[r])))
                            .as("pixels on the boundary may round either way")
                            .isLessThanOrEqualTo(4);
                }
            }
        }
        assertThat(differing(images[2][5][0], images[2][5][1])).isGreaterThan(20);
    }

    private static float[] turnedLeft(float[] image) {
        float[] turned = new float[image.length];
        for (int row = 0; row < 32; row++) {
            for (int column = 0; column < 32; column++) {
                turned[(31 - column) * 32 + row] = image[row * 32 + column];
            }
        }
        return turned;
    }

    private static long differing(float[] a, float[] b) {
        return IntStream.range(0, a.length).filter(i -> a[i] != b[i]).count();
    }

    /**
     * In colour and on noise, the shapes are those of the binary images, and the rest is as stated.
     */
    @ParameterizedTest
    @EnumSource(names = {"COLOUR", "NOISY"})
    void modesPaintTheSameShapes(SpriteMode mode) {
        Examples binary =
                new SpritesSource(32, 200, 1, null, null, 0, null)
                        .load(DataSource.Progress.SILENT)
                        .train();
        Dataset painted =
                new SpritesSource(32, 200, 1, null, null, 0, mode).load(DataSource.Progress.SILENT);
        assertThat(painted.shape()).isEqualTo(new DataShape(3, 32, 32));
        assertThat(painted.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(painted.train().labels().orElseThrow().column("x").values())
                .isEqualTo(binary.labels().orElseThrow().column("x").values());
        int[] levels = new int[256];
        for (int i = 0; i < 200; i++) {
            float[] shape = row(binary, i);
            float[] image = row(painted.train(), i);
            for (int j = 0; j < image.length; j++) {
                int level = Math.round(255 * image[j]);
                boolean inside = shape[j % shape.length] == 1;
                if (mode == SpriteMode.COLOUR) {
                    assertThat(level).isBetween(inside ? 128 : 0, inside ? 255 : 0);
                } else if (inside) {
                    assertThat(level).isEqualTo(255);
                } else {
                    levels[level]++;
                }
            }
        }
        if (mode == SpriteMode.NOISY) {
            double mean = Arrays.stream(levels).sum() / 256.0;
            double chiSquare =
                    Arrays.stream(levels).mapToDouble(n -> (n - mean) * (n - mean) / mean).sum();
            // 255 degrees of freedom: 6 standard deviations above the mean, an error rate below
            // 1e-6.
            assertThat(chiSquare).isBetween(120.0, 255 + 6 * Math.sqrt(2 * 255));
        }
    }

    @Test
    void meanImageIsBrightInTheMiddle() {
        double[] mean = load(Map.of()).trainingMean();
        assertThat(Arrays.stream(mean).average().orElseThrow()).isBetween(0.05, 0.10);
        assertThat(mean[16 * 32 + 16]).isGreaterThan(0.1);
        assertThat(mean[0]).isZero();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new SpritesSource(8, 100, 10, null, null, 0, null))
                .isInstanceOf(DataException.class)
                .hasMessage("source sprites: size is 8, expected 16..128");
        assertThatThrownBy(() -> new SpritesSource(32, 92_160, 1, null, null, 0, null))
                .isInstanceOf(DataException.class)
                .hasMessage("source sprites: train is 92160, expected 1..92159");
        assertThatThrownBy(() -> new SpritesSource(32, 92_000, 161, null, null, 0, null))
                .isInstanceOf(DataException.class)
                .hasMessage("source sprites: test is 161, expected 1..160");
    }
}

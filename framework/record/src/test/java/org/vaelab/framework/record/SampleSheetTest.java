// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleSheetTest {

    @TempDir Path folder;

    private static float[][] tiles(int count, int values) {
        float[][] tiles = new float[count][values];
        for (int t = 0; t < count; t++) {
            for (int i = 0; i < values; i++) {
                tiles[t][i] = ((t * 31 + i * 7) % 256) / 255f;
            }
        }
        return tiles;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void writesEachValueAtItsPlace(int channels) throws IOException {
        float[][] tiles = tiles(7, channels * 3 * 2);
        Path png = folder.resolve("samples/prior.png");
        new SampleSheet(channels, 3, 2, 4, tiles).write(png);
        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(4 * 3 - 1);
        assertThat(image.getHeight()).isEqualTo(2 * 4 - 1);
        for (int t = 0; t < tiles.length; t++) {
            for (int i = 0; i < tiles[t].length; i++) {
                int x = t % 4 * 3 + i % 6 % 2;
                int y = t / 4 * 4 + i % 6 / 2;
                int level = image.getRGB(x, y) >> (16 - 8 * (i / 6)) & 0xFF;
                assertThat(level / 255f).isEqualTo(tiles[t][i]);
            }
        }
    }

    @Test
    void originalsStandAboveTheirReconstructions() {
        float[][] originals = {{.1f}, {.2f}, {.3f}, {.4f}};
        float[][] reconstructions = {{.5f}, {.6f}, {.7f}, {.8f}};
        SampleSheet sheet = SampleSheet.below(1, 1, 1, 2, List.of(originals, reconstructions));
        assertThat(sheet.tiles())
                .isDeepEqualTo(
                        new float[][] {{.1f}, {.2f}, {.5f}, {.6f}, {.3f}, {.4f}, {.7f}, {.8f}});
        assertThatThrownBy(() -> SampleSheet.below(1, 1, 1, 0, List.of(originals, reconstructions)))
                .hasMessageContaining("columns must be at least 1, are 0");
    }

    @Test
    void theLastRowOfEachKindIsFilledAsFarAsImagesGo() {
        float[][] first = {{.2f}, {.4f}, {.6f}, {.8f}};
        float[][] second = {{0}, {.2f}, {.4f}, {1}};
        float[][] wanted = {
            {.2f}, {.4f}, {.6f}, {0}, {.2f}, {.4f}, {.8f}, {}, {}, {1}, {}, {},
        };
        SampleSheet sheet = SampleSheet.below(1, 1, 1, 3, List.of(first, second));
        assertThat(sheet.tiles()).isDeepEqualTo(wanted);
    }

    @Test
    void kindsOfAnExampleStandBelowOneAnother() {
        float[][] first = {{.1f}, {.2f}, {.3f}, {.4f}};
        float[][] second = {{.5f}, {}, {.7f}, {.8f}};
        SampleSheet sheet = SampleSheet.below(1, 1, 1, 2, List.of(first, second, first));
        assertThat(sheet.rows()).isEqualTo(6);
        assertThat(sheet.tiles()[2]).containsExactly(.5f);
        assertThat(sheet.tiles()[3]).isEmpty();
        assertThat(sheet.tiles()[4]).containsExactly(.1f);
        assertThat(sheet.tiles()[6]).containsExactly(.3f);
        assertThatThrownBy(() -> SampleSheet.below(1, 1, 1, 2, List.of(first, new float[][] {{1}})))
                .hasMessageContaining("not equally many images of each kind");
    }

    @Test
    void aPlaceWithoutAnImageIsTransparent() throws IOException {
        Path file = folder.resolve("places.png");
        new SampleSheet(1, 1, 1, 3, new float[][] {{0}, {}, {1}}).write(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFF000000);
        assertThat(image.getRGB(2, 0) >>> 24).isZero();
        assertThat(image.getRGB(4, 0)).isEqualTo(0xFFFFFFFF);
    }

    @Test
    void clipsAndShowsNaN() throws IOException {
        Path png = folder.resolve("x.png");
        new SampleSheet(1, 1, 3, 1, new float[][] {{-1, 2, Float.NaN}, {0, 0.5f, 1}}).write(png);
        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(3);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFF000000);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(image.getRGB(2, 0)).isEqualTo(0xFFFF00FF);
        assertThat(image.getRGB(0, 1)).as("the gap is transparent").isZero();
        assertThat(image.getRGB(1, 2)).isEqualTo(0xFF808080);
    }

    @Test
    void refusesImpossibleGeometry() {
        assertThatThrownBy(() -> new SampleSheet(2, 1, 1, 1, new float[1][2]))
                .hasMessageContaining("channels must be 1 or 3, but is 2");
        assertThatThrownBy(() -> new SampleSheet(1, 2, 2, 1, new float[1][3]))
                .hasMessageContaining("image 0 has 3 values, but 1 x 2 x 2 need 4");
        assertThatThrownBy(() -> new SampleSheet(1, 1, 1, 1, new float[0][]))
                .hasMessageContaining("at least one image");
    }
}

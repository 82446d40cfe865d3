// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

final class WebPTest {

    /** An image of two tiles. */
    private static BufferedImage image(int type) {
        BufferedImage image = new BufferedImage(7, WebP.MOST + 10, type);
        int[] levels = RandomKey.of(1).permutation(7 * image.getHeight());
        int count = type == BufferedImage.TYPE_BYTE_BINARY ? 2 : 256;
        for (int i = 0; i < levels.length; i++) {
            image.getRaster().setSample(i % 7, i / 7, 0, levels[i] % count);
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_GRAY})
    void everyLevelComesBackAndFilesHoldTheirEntropy(int type) throws IOException {
        assumeTrue(WebP.absence().isEmpty(), "needs libwebp");
        BufferedImage image = image(type);
        int bits = type == BufferedImage.TYPE_BYTE_BINARY ? 1 : 8;
        int bytes = 0;
        for (int y = 0; y < image.getHeight(); y += WebP.MOST) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            WebP.write(WebP.tile(image, 0, y), out);
            bytes += out.size();
            BufferedImage back = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
            for (int i = 0; i < 7 * back.getHeight(); i++) {
                int level =
                        image.getRaster().getSample(i % 7, y + i / 7, 0) * 255 / ((1 << bits) - 1);
                assertThat(back.getRGB(i % 7, i / 7) & 0xffffff).isEqualTo(level * 0x010101);
            }
        }
        assertThat(WebP.size(image)).isEqualTo(bytes);
        assertThat(8.0 * bytes / (bits * 7 * image.getHeight())).isBetween(1.0, 1.05);
    }

    @Test
    void whereThereIsNoLibraryTheReasonNamesTheMachine() throws Exception {
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-Dos.arch=riscv64",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WebPTest.class.getName())
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .isEqualToIgnoringNewLines(
                        "webp-imageio loads no libwebp on %s, riscv64"
                                .formatted(System.getProperty("os.name")));
    }

    public static void main(String[] arguments) {
        System.out.println(WebP.absence().orElse("there"));
    }
}

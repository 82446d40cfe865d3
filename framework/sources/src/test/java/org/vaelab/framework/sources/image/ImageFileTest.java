// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small files of each kind that the README names. Most were written with Pillow and tifffile, the
 * others byte by byte; Pillow, OpenCV and imagecodecs read the levels that are expected.
 */
class ImageFileTest {

    private static Stream<Arguments> lines(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ImageFileTest.class.getResourceAsStream(name))) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().skip(1).toList();
            return lines.stream().map(line -> Arguments.of((Object[]) line.split(" \\| ")));
        }
    }

    static Stream<Arguments> read() throws IOException {
        return lines("read.txt");
    }

    static Stream<Arguments> refused() throws IOException {
        return lines("refused.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void read(String kind, String shape, String levels, String file) throws IOException {
        DecodedImage picture = ImageFile.decode(Base64.getDecoder().decode(file));
        assertThat("%sx%sx%s".formatted(picture.channels(), picture.height(), picture.width()))
                .as(kind)
                .isEqualTo(shape);
        byte[] samples = picture.samples();
        assertThat(IntStream.range(0, samples.length).map(i -> samples[i] & 0xff))
                .as(kind)
                .containsExactlyElementsOf(expected(levels));
    }

    private static List<Integer> expected(String levels) {
        return Arrays.stream(levels.split(" "))
                .map(text -> (text + "*1").split("\\*"))
                .flatMap(
                        part ->
                                IntStream.range(0, Integer.parseInt(part[1]))
                                        .mapToObj(i -> Integer.parseInt(part[0])))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String kind, String reason, String file) {
        assertThatThrownBy(() -> ImageFile.decode(Base64.getDecoder().decode(file)))
                .as(kind)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("; convert it to PNG: magick FILE");
    }
}

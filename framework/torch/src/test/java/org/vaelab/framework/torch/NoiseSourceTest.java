// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.random.BitStream;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.Quantiles;
import org.vaelab.framework.random.RandomKey;

/**
 * The source of the kernels that draw on a device, compiled for the processor: its draws are
 * Java's, byte for byte. Says nothing of a device's arithmetic, which CUDA promises to be the same.
 */
final class NoiseSourceTest {

    private static final RandomKey KEY = RandomKey.of(-7).split("source").fold(3);

    /** Odd, and more than a launch of one block. */
    private static final int LENGTH = 200_003;

    @TempDir private static Path folder;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        assumeTrue(exists("g++"), "no g++ to compile the kernels for the processor");
        copy("noise.cu");
        copy("noise-on-processor.cpp");
        Process process =
                new ProcessBuilder(
                                "g++",
                                "-std=c++17",
                                "-O2",
                                "-ffp-contract=off",
                                "-o",
                                folder.resolve("noise").toString(),
                                folder.resolve("noise-on-processor.cpp").toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static boolean exists(String compiler) {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, compiler)));
    }

    private static void copy(String resource) throws IOException {
        try (InputStream in = NoiseSourceTest.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(in, resource), folder.resolve(resource));
        }
    }

    private static ByteBuffer run(byte[] input, String... arguments)
            throws IOException, InterruptedException {
        Path given = Files.write(folder.resolve("input"), input);
        List<String> command = new ArrayList<>(List.of(folder.resolve("noise").toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(given.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer run(byte[] input, String kernel, int kind, BitStream words)
            throws IOException, InterruptedException {
        return run(
                input,
                kernel,
                Integer.toString(kind),
                Integer.toString(LENGTH),
                Long.toUnsignedString(words.key()),
                Long.toUnsignedString(words.id()));
    }

    private static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static double[] doubles(ByteBuffer bytes) {
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    private static byte[] bytes(double[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    @ParameterizedTest
    @EnumSource(Continuous.class)
    void drawsAreThoseOfTheKey(Continuous kind) throws IOException, InterruptedException {
        BitStream words = KEY.stream(kind);
        float[] single = new float[LENGTH];
        double[] wide = new double[LENGTH];
        KEY.draw(kind, single, 0, LENGTH);
        KEY.draw(kind, wide);
        byte[] nothing = {};

        assertThat(floats(run(nothing, "draw_float", CudaNoise.kind(kind), words)))
                .isEqualTo(single);
        assertThat(doubles(run(nothing, "draw_double", CudaNoise.kind(kind), words)))
                .isEqualTo(wide);
    }

    @Test
    void bitsAreThoseOfTheKey() throws IOException, InterruptedException {
        float[] single = new float[LENGTH];
        RandomKey.of(1).uniform(single, 0, LENGTH);
        double[] wide = RandomKey.of(1).uniform(LENGTH);
        for (int i = 0; i < LENGTH; i += 3) {
            single[i] = i % 2;
            wide[i] = i % 2;
        }
        BitStream words = KEY.bernoulliStream();

        assertThat(floats(run(bytes(single), "bernoulli_float", 0, words)))
                .isEqualTo(KEY.bernoulli(single));
        assertThat(doubles(run(bytes(wide), "bernoulli_double", 0, words)))
                .isEqualTo(KEY.bernoulli(wide));
    }

    /** The tails, of which no draw of a test is: below 1e-11 the quantile has another formula. */
    @Test
    void quantilesAreTheSameDownToTheSmallestUniform() throws IOException, InterruptedException {
        List<Double> uniforms = new ArrayList<>();
        for (double p = 0x1p-53; p < 0.5; p *= 1.0007) {
            uniforms.add(p);
            uniforms.add(1 - p);
        }
        for (int i = -1000; i <= 1000; i++) {
            uniforms.add(0.5 + i * 0x1p-40);
            uniforms.add(0.075 + i * 0x1p-53);
            uniforms.add(0.925 + i * 0x1p-53);
        }
        double[] p = uniforms.stream().mapToDouble(u -> u).toArray();

        assertThat(doubles(run(bytes(p), "quantile"))).isEqualTo(Quantiles.of(p));
    }

    /** NVRTC is not here, but the compiler that shares its front end may be. */
    @Test
    @Tag("full")
    void theDevicesCompilerTakesTheSource() throws IOException, InterruptedException {
        assumeTrue(exists("nvcc"), "no nvcc to compile the kernels for a device");
        Process process =
                new ProcessBuilder(
                                "nvcc",
                                "-ptx",
                                "-fmad=false",
                                "-arch=sm_80",
                                "-o",
                                folder.resolve("noise.ptx").toString(),
                                folder.resolve("noise.cu").toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(Files.readString(folder.resolve("noise.ptx")))
                .contains("draw_float", "draw_double", "bernoulli_float", "bernoulli_double")
                .contains("div.rn.f64", "sqrt.rn.f64")
                .doesNotContain("fma.rn.f64");
    }
}

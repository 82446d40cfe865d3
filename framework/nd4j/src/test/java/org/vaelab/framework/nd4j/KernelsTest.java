// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Kernels on three threads give the bits of those on one: at lengths around those of tiles, at any
 * offset, for numbers of all magnitudes and for those that are none; and write nothing else.
 */
final class KernelsTest {

    private static final int[] LENGTHS = {
        1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 2047, 2048, 2049, 2053, 5000
    };

    private static final int[] OFFSETS = {0, 1, 5, 16};

    private static final int OPERANDS = 4;

    private static final float[] SPECIALS = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1e-40f,
        -1f,
        1000f,
        -1000f
    };

    /** Made once: drawing them takes longer than most kernels. */
    private static final Map<String, float[]> NUMBERS = new HashMap<>();

    private Kernels plain;
    private Kernels parallel;

    @BeforeAll
    static void load() {
        NativeLibraries.acquire(1);
    }

    @AfterAll
    static void release() {
        NativeLibraries.release();
    }

    @BeforeEach
    void open() {
        plain = new TiledKernels();
        parallel =
                new ParallelKernels(
                        List.of(new TiledKernels(), new TiledKernels(), new TiledKernels()), 1);
    }

    @AfterEach
    void close() {
        plain.close();
        parallel.close();
    }

    /** Runs both on equal memory: four stretches of numbers with a margin after each. */
    private void compare(
            int length, int offset, boolean specials, BiConsumer<Kernels, Floats[]> kernel) {
        int stretch = offset + length + 3;
        float[] start =
                NUMBERS.computeIfAbsent(
                        length + " " + offset + " " + specials,
                        key -> numbers(OPERANDS * stretch, 31L * length + offset, specials));
        int[] expected = run(plain, start, stretch, offset, kernel);
        int[] actual = run(parallel, start, stretch, offset, kernel);
        assertThat(actual).as("length %d, offset %d", length, offset).isEqualTo(expected);
    }

    private static int[] run(
            Kernels kernels,
            float[] start,
            int stretch,
            int offset,
            BiConsumer<Kernels, Floats[]> kernel) {
        NativeBlock block = new NativeBlock((long) start.length * Float.BYTES);
        try {
            block.floats().put(0, start);
            Floats[] operands = new Floats[OPERANDS];
            for (int i = 0; i < OPERANDS; i++) {
                operands[i] = new Floats(block, i * stretch + offset);
            }
            kernel.accept(kernels, operands);
            int[] bits = new int[start.length];
            block.ints().get(0, bits);
            return bits;
        } finally {
            block.free();
        }
    }

    private static float[] numbers(int n, long seed, boolean specials) {
        Random random = new Random(seed);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            double magnitude = Math.pow(10, random.nextDouble() * 8 - 6);
            numbers[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
            if (specials && random.nextInt(8) == 0) {
                numbers[i] = SPECIALS[random.nextInt(SPECIALS.length)];
            }
        }
        return numbers;
    }

    private void compareAll(KernelOfLength kernel) {
        for (int length : LENGTHS) {
            for (int offset : OFFSETS) {
                for (boolean specials : new boolean[] {false, true}) {
                    compare(length, offset, specials, (k, x) -> kernel.run(k, x, length));
                }
            }
        }
    }

    private interface KernelOfLength {
        void run(Kernels kernels, Floats[] operands, int n);
    }

    @ParameterizedTest
    @EnumSource
    void functionsOfOne(Unary function) {
        compareAll((k, x, n) -> k.unary(function, x[0], x[1], n));
    }

    @ParameterizedTest
    @EnumSource
    void functionsOfTwo(Binary function) {
        compareAll((k, x, n) -> k.binary(function, x[0], x[1], x[2], n));
        compareAll((k, x, n) -> k.binary(function, x[0], -0.7f, x[2], n));
    }

    @ParameterizedTest
    @EnumSource
    void activationsWithTheirBias(Activation activation) {
        compareAll((k, x, n) -> k.activate(activation, x[0], x[1], 1, n));
        compareAll((k, x, n) -> k.activate(activation, x[0], x[1], 3, n / 3));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
    void gradientsOfActivations(Activation activation) {
        compareAll((k, x, n) -> k.activationGradient(activation, x[0], x[1], x[2], n));
    }

    @Test
    void adam() {
        Kernels.AdamConstants constants =
                Kernels.AdamConstants.of(new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0.01, 7));
        compareAll((k, x, n) -> k.adam(constants, x[0], x[1], x[2], x[3], n));
    }

    @Test
    void columnSums() {
        for (int rows : new int[] {1, 2, 15, 16, 17, 32, 50}) {
            compareAll((k, x, n) -> k.columnSums(x[0], rows, n / rows, x[1], n / rows));
            compareAll((k, x, n) -> k.columnSums(x[0], rows, n / rows, x[1], n / rows / 2));
        }
    }

    @Test
    void rows() {
        compareAll((k, x, n) -> k.binaryRows(Binary.MULTIPLY, x[0], x[1], x[2], 3, n / 3));
    }

    @Test
    void bernoulli() {
        for (int rows : new int[] {1, 3}) {
            compareAll((k, x, n) -> k.bernoulliLogProbability(x[0], x[1], x[2], rows, n / rows));
            compareAll(
                    (k, x, n) ->
                            k.bernoulliLogProbabilityGradient(
                                    x[0], x[1], x[2], x[3], rows, n / rows));
        }
    }

    @Test
    void threadsEndWithTheKernels() throws InterruptedException {
        List<Thread> before = workers();
        compare(5000, 0, false, (k, x) -> k.unary(Unary.EXP, x[0], x[1], 5000));
        List<Thread> started = new ArrayList<>(workers());
        started.removeAll(before);
        assertThat(started).hasSize(2).allMatch(Thread::isDaemon);
        parallel.close();
        for (Thread thread : started) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("vaelab-nd4j-kernels"))
                .filter(Thread::isAlive)
                .toList();
    }
}

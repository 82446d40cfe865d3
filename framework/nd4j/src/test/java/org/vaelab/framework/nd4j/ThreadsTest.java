// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.Unary;
import org.vaelab.framework.tensor.spi.Update;

/**
 * Operations split over three threads give the bits of those on one: at sizes around those of
 * tiles, for numbers of all magnitudes and for those that are none.
 */
final class ThreadsTest {

    private static final int[] SIZES = {1, 15, 16, 17, 100, 2047, 2048, 2049, 5000};

    private static final int OPERANDS = 4;

    private static final float[] SPECIALS = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0f,
        -0f,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1000f,
        -1000f
    };

    private Nd4jBackend one;
    private Nd4jBackend three;

    @BeforeEach
    void open() {
        NativeLibraries.acquire(1);
        NativeLibraries.acquire(1);
        one = new Nd4jBackend(1, 1);
        three = new Nd4jBackend(3, 1);
    }

    @AfterEach
    void close() {
        one.close();
        three.close();
    }

    /**
     * Runs an operation on both, on four operands [rows, columns], of which kept ones may change.
     */
    private void compare(
            int rows, int columns, BiFunction<Nd4jBackend, List<Buffer>, List<Buffer>> operation) {
        List<int[]> expected = run(one, rows, columns, operation);
        List<int[]> actual = run(three, rows, columns, operation);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("%d x %d", rows, columns).isEqualTo(expected.get(i));
        }
    }

    private static List<int[]> run(
            Nd4jBackend backend,
            int rows,
            int columns,
            BiFunction<Nd4jBackend, List<Buffer>, List<Buffer>> operation) {
        List<Buffer> operands = new ArrayList<>();
        for (int i = 0; i < OPERANDS; i++) {
            float[] numbers = numbers(rows * columns, i);
            Shape shape = Shape.of(rows, columns);
            operands.add(
                    backend.storage()
                            .keep(backend.storage().create(numbers, 0, shape, DType.FLOAT32)));
        }
        try (StorageOperations.Region region = backend.storage().openRegion()) {
            return operation.apply(backend, operands).stream()
                    .map(result -> bits(backend.storage().readFloats(result)))
                    .toList();
        } finally {
            operands.forEach(backend.storage()::release);
        }
    }

    /** The bits of floats, with those of any NaN the same. */
    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToIntBits(values[i]))
                .toArray();
    }

    private static float[] numbers(int n, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            double magnitude = Math.pow(10, random.nextDouble() * 8 - 6);
            numbers[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
            if (random.nextInt(16) == 0) {
                numbers[i] = SPECIALS[random.nextInt(SPECIALS.length)];
            }
        }
        return numbers;
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void functionsOfOne(Unary function) {
        for (int n : SIZES) {
            compare(1, n, (b, x) -> List.of(b.elementwise().unary(function, x.get(0))));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void functionsOfTwo(Binary function) {
        for (int n : SIZES) {
            compare(1, n, (b, x) -> List.of(b.elementwise().binary(function, x.get(0), x.get(1))));
            compare(1, n, (b, x) -> List.of(b.elementwise().binary(function, x.get(0), -0.7)));
            compare(
                    3,
                    n,
                    (b, x) ->
                            List.of(
                                    b.elementwise()
                                            .binary(
                                                    function,
                                                    x.get(0),
                                                    b.arrangement().slice(x.get(1), 0, 1, 2))));
        }
    }

    static Stream<Activation> fused() {
        return Stream.of(Activation.values()).filter(Activation::isFused);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("fused")
    void layersAndTheirGradients(Activation activation) {
        for (int n : SIZES) {
            compare(
                    5,
                    n,
                    (b, x) -> {
                        Buffer w =
                                b.arrangement()
                                        .permute(
                                                b.arrangement().slice(x.get(1), 0, 0, 1),
                                                new int[] {1, 0});
                        Buffer bias =
                                b.arrangement()
                                        .reshape(
                                                b.arrangement().slice(x.get(2), 1, 0, 1),
                                                Shape.of(5));
                        Buffer dense =
                                b.fused()
                                        .linear(
                                                w,
                                                b.storage()
                                                        .create(
                                                                numbers(5, 9),
                                                                0,
                                                                Shape.of(1, 5),
                                                                DType.FLOAT32),
                                                bias,
                                                activation);
                        return List.of(
                                dense,
                                b.fused().activationGradient(activation, x.get(0), x.get(3)));
                    });
        }
    }

    @Test
    void adam() {
        AdamStep step = new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0.01, 7);
        for (int n : SIZES) {
            compare(
                    1,
                    n,
                    (b, x) -> {
                        Update<Buffer> update = new Update<>(x.get(0), x.get(1), x.subList(2, 4));
                        b.updates().update(List.of(update), 1, step);
                        return x;
                    });
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"SUM", "MEAN"})
    void sumsOfColumns(Reduction function) {
        for (int rows : new int[] {1, 2, 15, 16, 17, 32, 50}) {
            for (int n : SIZES) {
                compare(
                        rows,
                        n,
                        (b, x) ->
                                List.of(
                                        b.reductions()
                                                .reduce(function, x.get(0), new int[] {0}, false)));
            }
        }
    }

    @Test
    void bernoulli() {
        for (int n : SIZES) {
            compare(
                    6,
                    n,
                    (b, x) -> {
                        Buffer data = b.arrangement().slice(x.get(1), 0, 0, 3);
                        Buffer weights =
                                b.arrangement()
                                        .reshape(
                                                b.arrangement().slice(x.get(2), 1, 0, 1),
                                                Shape.of(6));
                        return List.of(
                                b.fused().bernoulliLogProbability(x.get(0), data),
                                b.fused().bernoulliLogProbabilityGradient(x.get(0), data, weights));
                    });
        }
    }

    @Test
    void nd4jComputesOnAsManyAsItsBackend() {
        NativeOps operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
        assertThat(operations.ompGetMaxThreads()).isEqualTo(1);
    }

    @Test
    void endWithTheBackend() throws InterruptedException {
        List<Thread> before = workers();
        compare(1, 5000, (b, x) -> List.of(b.elementwise().unary(Unary.EXP, x.get(0))));
        List<Thread> started = new ArrayList<>(workers());
        started.removeAll(before);
        assertThat(started).hasSize(2).allMatch(Thread::isDaemon);
        three.close();
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

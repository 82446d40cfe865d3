// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;
import org.vaelab.framework.tensor.spi.Unary;

/** How native memory grows, stays and shrinks with regions. */
final class RegionMemoryTest {

    private static final long MIB = 1 << 20;

    private TorchBackend backend;

    @BeforeEach
    void open() {
        backend = (TorchBackend) new TorchBackendProvider().open(new BackendSettings("cpu", 1));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private void workInRegion(int floats) {
        try (Region region = backend.openRegion()) {
            Buffer a = backend.fill(1, Shape.of(floats), DType.FLOAT32);
            Buffer b = backend.unary(Unary.EXP, a);
            backend.binary(Binary.ADD, a, b);
        }
    }

    @Test
    void equalRegionsAllocateOnce() {
        for (int i = 0; i < 3; i++) {
            workInRegion(1_000_000);
        }
        long held = backend.regionBytes();
        assertThat(held).isEqualTo(3 * 4_000_000L);
        for (int i = 0; i < 1000; i++) {
            workInRegion(1_000_000);
            assertThat(backend.regionBytes()).isEqualTo(held);
        }
    }

    @Test
    void regionsOfVaryingSizeStayBounded() {
        Random random = new Random(7);
        int largest = 5_000_000;
        for (int i = 0; i < 3000; i++) {
            workInRegion(1 + random.nextInt(i % 10 == 0 ? largest : largest / 20));
            // Idle is at most what was in use at once.
            assertThat(backend.regionBytes()).isLessThanOrEqualTo(3 * 4L * largest);
        }
    }

    @Test
    void memoryIsGivenBackWhenSmallerRegionsFollow() {
        workInRegion(20_000_000);
        assertThat(backend.regionBytes()).isGreaterThan(200 * MIB);
        for (int i = 0; i < 200; i++) {
            workInRegion(10_000);
        }
        assertThat(backend.regionBytes()).isLessThan(20 * MIB);
    }

    @Test
    void buffersOfOuterRegionsServeInside() {
        try (Region outer = backend.openRegion()) {
            Buffer kept = backend.fill(2, Shape.of(3, 4), DType.FLOAT64);
            Buffer detached;
            try (Region inner = backend.openRegion()) {
                Buffer view = backend.slice(backend.permute(kept, new int[] {1, 0}), 0, 1, 3);
                detached = inner.detach(backend.binary(Binary.MULTIPLY, view, 3));
            }
            try (Region another = backend.openRegion()) {
                backend.fill(-1, Shape.of(1000), DType.FLOAT64);
            }
            assertThat(backend.readDoubles(detached)).containsOnly(6.0).hasSize(6);
            assertThat(backend.readDoubles(kept)).containsOnly(2.0).hasSize(12);
        }
    }

    @Test
    void assignmentFromAViewOfTheTargetReadsBeforeItWrites() {
        double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Buffer kept = backend.keep(backend.create(values, Shape.of(3, 3), DType.FLOAT64));
        backend.assign(kept, backend.permute(kept, new int[] {1, 0}));
        assertThat(backend.readDoubles(kept)).containsExactly(1, 4, 7, 2, 5, 8, 3, 6, 9);
    }

    @Test
    void aBufferOfAClosedRegionIsRefused() {
        Buffer stale;
        Buffer view;
        try (Region region = backend.openRegion()) {
            stale = backend.fill(1, Shape.of(2, 3), DType.FLOAT32);
            view = backend.permute(stale, new int[] {1, 0});
            backend.readFloats(view);
        }
        backend.fill(2, Shape.of(2, 3), DType.FLOAT32);
        for (Buffer buffer : List.of(stale, view)) {
            assertThatThrownBy(() -> backend.readFloats(buffer))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its region is closed");
            assertThatThrownBy(() -> backend.unary(Unary.EXP, buffer))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void manyViewsOfOneTensorAreRight() {
        float[] values = new float[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Buffer kept = backend.keep(backend.create(values, 0, Shape.of(100), DType.FLOAT32));
        for (int round = 0; round < 3; round++) {
            try (Region region = backend.openRegion()) {
                List<Buffer> sums = new ArrayList<>();
                for (int i = 0; i < 99; i++) {
                    Buffer pair = backend.slice(kept, 0, i, i + 2);
                    sums.add(backend.reduce(Reduction.SUM, pair, new int[] {0}, false));
                }
                for (int i = 0; i < 99; i++) {
                    assertThat(backend.readFloats(sums.get(i))).containsExactly(2 * i + 1);
                }
            }
        }
        backend.release(kept);
    }

    @Test
    void momentsThatWereReleasedAreForgotten() {
        AdamStep first = new AdamStep(0.1, 0.9, 0.999, 1e-8, 0, 1);
        for (int round = 0; round < 3; round++) {
            Buffer w = backend.keep(backend.fill(1, Shape.of(4), DType.FLOAT64));
            Buffer m = backend.keep(backend.fill(0, Shape.of(4), DType.FLOAT64));
            Buffer v = backend.keep(backend.fill(0, Shape.of(4), DType.FLOAT64));
            try (Region region = backend.openRegion()) {
                backend.adam(w, backend.fill(3, Shape.of(4), DType.FLOAT64), m, v, first);
            }
            // The first step of Adam is the rate, against the sign of the gradient.
            assertThat(backend.readDoubles(w))
                    .containsExactly(new double[] {0.9, 0.9, 0.9, 0.9}, within(1e-7));
            List.of(w, m, v).forEach(backend::release);
        }
    }

    @Test
    void freedMemoryIsRefused() {
        Buffer kept = backend.keep(backend.fill(1, Shape.of(2), DType.FLOAT32));
        backend.release(kept);
        assertThatThrownBy(() -> backend.readFloats(kept))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released");
        assertThatThrownBy(() -> backend.release(kept))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Every kind of operation, five thousand times: the known leaks of native runtimes. */
    @Test
    @Tag("slow")
    void residentMemoryIsFlatOverFiveThousandSteps() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "resident memory is read from /proc/self/status");
        List<Long> resident = new ArrayList<>();
        Buffer w = backend.keep(backend.fill(0.01, Shape.of(200, 100), DType.FLOAT32));
        Buffer m = backend.keep(backend.fill(0, Shape.of(200, 100), DType.FLOAT32));
        Buffer v = backend.keep(backend.fill(0, Shape.of(200, 100), DType.FLOAT32));
        for (int step = 1; step <= 5_000; step++) {
            step(w, m, v, step);
            if (step % 500 == 0) {
                // What is left on the Java heap is not what this test is about.
                System.gc();
                resident.add(resident(status));
            }
        }
        // The Java heap settles in the first steps; then nothing may grow.
        // The collector gives its heap back or not as it likes: the least of three readings tells.
        long settled = Collections.min(resident.subList(2, 5));
        long last = Collections.min(resident.subList(7, 10));
        assertThat(last - settled).as("growth in bytes of %s", resident).isLessThan(24 * MIB);
    }

    private void step(Buffer w, Buffer m, Buffer v, int step) {
        try (Region region = backend.openRegion()) {
            int rows = 20 + step % 7;
            Buffer x = backend.fill(0.5, Shape.of(rows, 200), DType.FLOAT32);
            Buffer b = backend.fill(0, Shape.of(100), DType.FLOAT32);
            Buffer y = backend.linear(x, w, b, Activation.TANH);
            Buffer normalised = backend.logSoftmax(backend.permute(y, new int[] {1, 0}), 0);
            backend.readDoubles(
                    backend.reduce(Reduction.MEAN, normalised, new int[] {0, 1}, false));
            Buffer images = backend.reshape(x, Shape.of(rows, 2, 10, 10));
            Buffer kernels = backend.fill(0.1, Shape.of(3, 2, 3, 3), DType.FLOAT32);
            backend.convolve(images, kernels, new ConvolutionGeometry(2, 1));
            Buffer gradient = backend.matmul(x, true, y, false);
            try (Region inner = backend.openRegion()) {
                backend.concatenate(List.of(gradient, gradient), 0);
            }
            backend.adam(w, gradient, m, v, new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, step));
            backend.release(backend.keep(y));
        }
    }

    private static long resident(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                .findFirst()
                .orElseThrow();
    }
}

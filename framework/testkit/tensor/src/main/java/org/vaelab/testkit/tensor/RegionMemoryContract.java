// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.RegionMemory;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;
import org.vaelab.framework.tensor.spi.Update;

/**
 * How the native memory of a backend grows, stays and shrinks with regions. A subclass says how
 * much more than is used may be held.
 */
public abstract class RegionMemoryContract<B extends TensorBackend & RegionMemory> {

    private static final long MIB = 1 << 20;

    private final BackendProvider provider;
    private final Class<B> type;
    private B backend;

    /**
     * Creates the contract.
     *
     * @param provider of the backend, which is opened on {@code cpu} with one thread
     */
    @SuppressWarnings("NullAway.Init") // opened before each test
    protected RegionMemoryContract(BackendProvider provider, Class<B> type) {
        this.provider = provider;
        this.type = type;
    }

    /** Returns the most that may be held where all regions use the same, as a multiple of it. */
    protected abstract double slackOfEqualRegions();

    /** Returns the most that may be held where uses vary, as a multiple of the largest. */
    protected abstract double slackOfVaryingRegions();

    protected final B backend() {
        return backend;
    }

    @BeforeEach
    final void open() {
        backend = type.cast(provider.open(new BackendSettings("cpu", 1)));
    }

    @AfterEach
    final void close() {
        backend.close();
    }

    private long held() {
        return backend.regionBytes();
    }

    /** Three buffers of as many floats. */
    private void workInRegion(int floats) {
        try (Region region = backend.storage().openRegion()) {
            Buffer a = backend.arrangement().fill(1, Shape.of(floats), DType.FLOAT32);
            Buffer b = backend.elementwise().unary(Unary.EXP, a);
            backend.elementwise().binary(Binary.ADD, a, b);
        }
    }

    @Test
    @Tag("full")
    final void equalRegionsAllocateOnce() {
        int floats = 200_000; // larger than the smallest block of a backend
        for (int i = 0; i < 3; i++) {
            workInRegion(floats);
        }
        long held = held();
        double used = 3 * 4.0 * floats;
        for (int i = 0; i < 1000; i++) {
            workInRegion(floats);
            assertThat(held()).isEqualTo(held);
        }
        assertThat((double) held).isBetween(used, slackOfEqualRegions() * used);
    }

    @Test
    @Tag("full")
    final void regionsOfVaryingSizeStayBounded() {
        double[] uniform = RandomKey.of(7).uniform(1500);
        int largest = 2_000_000;
        for (int i = 0; i < uniform.length; i++) {
            workInRegion(1 + (int) (uniform[i] * (i % 10 == 0 ? largest - 1 : largest / 20)));
            assertThat((double) held())
                    .isLessThanOrEqualTo(slackOfVaryingRegions() * 3 * 4 * largest);
        }
    }

    @Test
    @Tag("full")
    final void memoryIsGivenBackWhenSmallerRegionsFollow() {
        workInRegion(20_000_000);
        isGivenBackWhenSmallerRegionsFollow();
    }

    private void isGivenBackWhenSmallerRegionsFollow() {
        assertThat(held()).isGreaterThan(200 * MIB);
        for (int i = 0; i < 200; i++) {
            workInRegion(10_000);
        }
        assertThat(held()).isLessThan(20 * MIB);
    }

    @Test
    final void memoryOfDeeperRegionsIsGivenBackWhenTheyStayAway() {
        try (Region outer = backend.storage().openRegion()) {
            workInRegion(20_000_000);
        }
        isGivenBackWhenSmallerRegionsFollow();
    }

    @Test
    final void buffersOfOuterRegionsServeInside() {
        try (Region outer = backend.storage().openRegion()) {
            Buffer kept = backend.arrangement().fill(2, Shape.of(3, 4), DType.FLOAT64);
            Buffer detached;
            try (Region inner = backend.storage().openRegion()) {
                Buffer view =
                        backend.arrangement()
                                .slice(
                                        backend.arrangement().permute(kept, new int[] {1, 0}),
                                        0,
                                        1,
                                        3);
                detached = inner.detach(backend.elementwise().binary(Binary.MULTIPLY, view, 3));
            }
            try (Region another = backend.storage().openRegion()) {
                backend.arrangement().fill(-1, Shape.of(1000), DType.FLOAT64);
            }
            assertThat(backend.storage().readDoubles(detached)).containsOnly(6.0).hasSize(6);
            assertThat(backend.storage().readDoubles(kept)).containsOnly(2.0).hasSize(12);
        }
    }

    @Test
    final void assignmentFromAViewOfTheTargetReadsBeforeItWrites() {
        double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Buffer kept =
                backend.storage()
                        .keep(backend.storage().create(values, Shape.of(3, 3), DType.FLOAT64));
        backend.storage().assign(kept, backend.arrangement().permute(kept, new int[] {1, 0}));
        assertThat(backend.storage().readDoubles(kept)).containsExactly(1, 4, 7, 2, 5, 8, 3, 6, 9);
    }

    @Test
    final void freedMemoryIsRefused() {
        Buffer kept =
                backend.storage().keep(backend.arrangement().fill(1, Shape.of(2), DType.FLOAT32));
        backend.storage().release(kept);
        assertThatThrownBy(() -> backend.storage().readFloats(kept))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released");
        assertThatThrownBy(() -> backend.storage().release(kept))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Every kind of operation, ten thousand times: the known leaks of native runtimes. */
    @Test
    @Tag("slow")
    final void residentMemoryIsFlatOverTenThousandSteps() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "resident memory is read from /proc/self/status");
        List<Long> resident = new ArrayList<>();
        Buffer w =
                backend.storage()
                        .keep(backend.arrangement().fill(0.01, Shape.of(200, 100), DType.FLOAT32));
        Buffer m =
                backend.storage()
                        .keep(backend.arrangement().fill(0, Shape.of(200, 100), DType.FLOAT32));
        Buffer v =
                backend.storage()
                        .keep(backend.arrangement().fill(0, Shape.of(200, 100), DType.FLOAT32));
        for (int step = 1; step <= 10_000; step++) {
            step(w, m, v, step);
            if (step % 1000 == 0) {
                // What is left on the Java heap is not what this test is about.
                System.gc();
                resident.add(resident(status));
            }
        }
        // The Java heap settles in the first thousands of steps; then nothing may grow.
        // The collector gives its heap back or not as it likes: the least of three readings tells.
        long settled = Collections.min(resident.subList(2, 5));
        long last = Collections.min(resident.subList(7, 10));
        assertThat(last - settled).as("growth in bytes of %s", resident).isLessThan(24 * MIB);
    }

    private void step(Buffer w, Buffer m, Buffer v, int step) {
        try (Region region = backend.storage().openRegion()) {
            int rows = 20 + step % 7;
            Buffer x = backend.arrangement().fill(0.5, Shape.of(rows, 200), DType.FLOAT32);
            Buffer b = backend.arrangement().fill(0, Shape.of(100), DType.FLOAT32);
            Buffer y = backend.fused().linear(x, w, b, Activation.TANH);
            Buffer normalised =
                    backend.reductions()
                            .logSoftmax(backend.arrangement().permute(y, new int[] {1, 0}), 0);
            backend.storage()
                    .readDoubles(
                            backend.reductions()
                                    .reduce(Reduction.MEAN, normalised, new int[] {0, 1}, false));
            Buffer images = backend.arrangement().reshape(x, Shape.of(rows, 2, 10, 10));
            Buffer kernels = backend.arrangement().fill(0.1, Shape.of(3, 2, 3, 3), DType.FLOAT32);
            backend.products().convolve(images, kernels, new ConvolutionGeometry(2, 1));
            Buffer gradient = backend.products().matmul(x, true, y, false);
            try (Region inner = backend.storage().openRegion()) {
                backend.arrangement().concatenate(List.of(gradient, gradient), 0);
            }
            backend.updates()
                    .update(
                            List.of(new Update<>(w, gradient, List.of(m, v))),
                            1,
                            new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, step));
            backend.storage().release(backend.storage().keep(y));
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

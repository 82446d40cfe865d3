// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * What the backends of one process share that compute with OpenBLAS: the native libraries and their
 * threads.
 */
public abstract class BackendProcessContract {

    private final BackendProvider provider;

    protected BackendProcessContract(BackendProvider provider) {
        this.provider = provider;
    }

    protected final TensorBackend open(int threads) {
        return provider.open(new BackendSettings("cpu", threads));
    }

    /** A chain of products in which any wrong element spreads to all. */
    private static float[] chain(TensorBackend backend, int length) {
        float[] values = new float[120 * 120];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        Shape square = Shape.of(120, 120);
        Buffer w =
                backend.storage().keep(backend.storage().create(values, 0, square, DType.FLOAT32));
        Buffer state = backend.storage().keep(w);
        for (int i = 0; i < length; i++) {
            try (Region region = backend.storage().openRegion()) {
                Buffer b = backend.arrangement().fill(0.1, Shape.of(120), DType.FLOAT32);
                backend.storage()
                        .assign(state, backend.fused().linear(state, w, b, Activation.TANH));
            }
        }
        return backend.storage().readFloats(state);
    }

    private float[] chainOnce(int threads, int length) {
        TensorBackend backend = open(threads);
        try {
            return chain(backend, length);
        } finally {
            backend.close();
        }
    }

    @Test
    final void backendsOnTwoThreadsDoNotDisturbOneAnother() throws Exception {
        float[] alone = chainOnce(1, 300);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<float[]> task = () -> chainOnce(1, 300);
            for (Future<float[]> result : threads.invokeAll(List.of(task, task, task, task))) {
                assertThat(result.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void twoThreadsOfBlasGiveTheSameBitsEveryTime() {
        assertThat(chainOnce(2, 30)).isEqualTo(chainOnce(2, 30));
    }

    @Test
    final void anotherNumberOfThreadsIsRefusedWhileABackendIsOpen() {
        TensorBackend first = open(1);
        try {
            assertThatThrownBy(() -> open(2))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("open with 1 thread(s)")
                    .hasMessageContaining("runtime.threads");
        } finally {
            first.close();
        }
        open(2).close();
    }

    @Test
    final void aBackendMayMoveToAnotherThread() throws Exception {
        TensorBackend backend = open(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            float[] here = chain(backend, 10);
            assertThat(other.submit(() -> chain(backend, 10)).get()).isEqualTo(here);
            assertThat(chain(backend, 10)).isEqualTo(here);
        } finally {
            other.shutdownNow();
            backend.close();
        }
    }

    @Test
    final void describesBlasAndProcessor() {
        TensorBackend backend = open(1);
        try {
            assertThat(backend.description())
                    .containsEntry("backend", provider.name())
                    .containsEntry("device", "cpu")
                    .containsEntry("threads", "1")
                    .hasEntrySatisfying("blas", text -> assertThat(text).startsWith("OpenBLAS 0."))
                    .hasEntrySatisfying(
                            "blasKernels", text -> assertThat(text).isNotEqualTo("unknown"));
        } finally {
            backend.close();
        }
    }
}

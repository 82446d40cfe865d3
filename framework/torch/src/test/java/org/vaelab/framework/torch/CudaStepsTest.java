// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.tensor.OnDevice;

/** What a captured training on a GPU met: the end of graphs, empty draws, layouts of gradients. */
@OnDevice("cuda")
final class CudaStepsTest {

    private TensorBackend backend;
    private TensorRuntime runtime;

    @BeforeEach
    void open() {
        backend = new TorchBackendProvider().open(new BackendSettings("cuda", 1));
        runtime = TensorRuntime.strict(backend, DType.FLOAT32);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    /** A wrong destructor ends the process. */
    @Test
    void graphsEndByHandAndByTheGarbageCollector() throws InterruptedException {
        Tensor x = kept(Shape.of(8));
        for (int i = 0; i < 20; i++) {
            try (ProgramCapture.Captured captured =
                    backend.capture().orElseThrow().capture(() -> x.mul(x).add(x))) {
                captured.replay();
            }
            System.gc();
            Thread.sleep(10);
        }
        assertThat(x.readDoubles()).hasSize(8);
    }

    @Test
    void emptyDrawsAreEmpty() {
        try (TensorScope scope = runtime.scope()) {
            Tensor drawn = runtime.normal(RandomKey.of(3), Shape.of(0, 5));
            assertThat(drawn.readDoubles()).isEmpty();
            assertThat(runtime.bernoulli(RandomKey.of(4), drawn).readDoubles()).isEmpty();
        }
    }

    @Test
    void adamTakesGradientsOfAnyLayout() {
        Tensor row = kept(Shape.of(1, 8));
        Tensor column = kept(Shape.of(8, 1));
        Tensor flat = kept(Shape.of(8));
        List<Tensor> gradients =
                List.of(
                        kept(Shape.of(8, 1)).transpose(),
                        row.transpose(),
                        row.reshape(flat.shape()));
        List<Tensor> parameters = List.of(row, column, flat);
        List<Update<Tensor>> updates =
                IntStream.range(0, parameters.size())
                        .mapToObj(i -> update(parameters.get(i), gradients.get(i)))
                        .toList();
        assertThatCode(() -> Updates.adam(updates, 1, new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 1)))
                .doesNotThrowAnyException();
    }

    private Update<Tensor> update(Tensor parameter, Tensor gradient) {
        Shape shape = parameter.shape();
        return new Update<>(parameter, gradient, List.of(kept(shape), kept(shape)));
    }

    private Tensor kept(Shape shape) {
        try (TensorScope scope = runtime.scope()) {
            return runtime.keep(runtime.normal(RandomKey.of(5), shape), true);
        }
    }
}

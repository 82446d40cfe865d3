// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;
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
            try (TensorScope scope = runtime.scope();
                    ProgramCapture.Captured captured =
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
        try (TensorScope scope = runtime.scope()) {
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
            assertThatCode(
                            () ->
                                    Updates.step(
                                            updates, 1, new AdamStep(1e-3, 0.9, 0.999, 1e-8, 0, 1)))
                    .doesNotThrowAnyException();
        }
    }

    /** Refuses each program at the end of its recording, when the device has seen all of it. */
    private static TensorBackend refusing(TensorBackend backend) {
        int[] calls = {0};
        ProgramCapture capture =
                program ->
                        backend.capture()
                                .orElseThrow()
                                .capture(
                                        () -> {
                                            program.run();
                                            if (calls[0]++ > 0) {
                                                throw new BackendException("recorded, and refused");
                                            }
                                        });
        return new OperationBackend(backend) {
            @Override
            public Optional<ProgramCapture> capture() {
                return Optional.of(capture);
            }
        };
    }

    /** Takes some steps of Adam with noise, and returns the parameter after each. */
    private static List<double[]> trained(TensorRuntime on) {
        Shape shape = Shape.of(3, 4);
        List<Tensor> kept = new ArrayList<>();
        try (TensorScope scope = on.scope()) {
            for (int i = 0; i < 3; i++) {
                kept.add(on.keep(on.full(i == 0 ? 0.5 : 0, shape), true));
            }
        }
        Tensor w = kept.get(0);
        List<double[]> values = new ArrayList<>();
        for (int step = 1; step <= 8; step++) {
            try (TensorScope scope = on.scope()) {
                Tensor noise = on.normal(RandomKey.of(step), shape);
                Tensor gradient = w.mul(noise).exp().sub(1).mul(noise).add(w.mul(0.1));
                Updates.step(
                        List.of(new Update<>(w, gradient, kept.subList(1, 3))),
                        1,
                        new AdamStep(1e-2, 0.9, 0.999, 1e-8, 0, step));
            }
            values.add(w.readDoubles());
        }
        return values;
    }

    @Test
    void aProgramThatIsRefusedChangesNoResult() {
        List<double[]> expected = trained(runtime);
        TensorBackend other = new TorchBackendProvider().open(new BackendSettings("cuda", 1));
        TensorBackend automatic = Graphs.AUTO.apply(refusing(other));
        try (TensorRuntime on = TensorRuntime.strict(automatic, DType.FLOAT32)) {
            assertThat(trained(on)).usingRecursiveComparison().isEqualTo(expected);
            assertThat(on.backendDescription().get("graphs"))
                    .startsWith("no: ")
                    .contains("recorded, and refused");
        }
    }

    /** Each waits for the device before it captures. */
    @Test
    void threadsCaptureAtTheSameTime() throws Exception {
        List<double[]> expected = trained(runtime);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(threads.submit(() -> trainCaptured(expected)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void trainCaptured(List<double[]> expected) {
        TensorBackend own = new TorchBackendProvider().open(new BackendSettings("cuda", 1));
        try (TensorRuntime on = TensorRuntime.strict(Graphs.ON.apply(own), DType.FLOAT32)) {
            assertThat(trained(on)).usingRecursiveComparison().isEqualTo(expected);
        }
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

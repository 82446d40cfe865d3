// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.training.TrainingListener;

/**
 * The products of matrices and the convolutions of some computation alone, on drawn operands: the
 * limit of how fast that computation can be with them.
 */
final class ProductReplay implements AutoCloseable {

    private final TensorBackend backend;
    private final List<Product> products;
    private final List<Buffer[]> operands = new ArrayList<>();

    private ProductReplay(TensorBackend backend, List<Product> products) {
        this.backend = backend;
        this.products = products;
        Map<Product.Operand, Buffer> drawn = new HashMap<>();
        for (Product product : products) {
            operands.add(
                    new Buffer[] {
                        drawn.computeIfAbsent(product.first(), this::draw),
                        drawn.computeIfAbsent(product.second(), this::draw)
                    });
        }
    }

    /** Writes down the products of one step in the midst of training. */
    static ProductReplay ofStep(
            String backend, int threads, Family family, ModelSize size, int batch) {
        ProductRecorder recorder = new ProductRecorder(OpenBackend.named(backend, threads, size));
        List<Product> products = new ArrayList<>();
        TensorRuntime runtime = TensorRuntime.on(recorder, DType.FLOAT32);
        try (Workload workload = new Workload(runtime, family, size, batch)) {
            workload.train(
                    2,
                    new TrainingListener() {
                        @Override
                        public void stepped(long step, long steps, long nanos) {
                            products.clear();
                            products.addAll(recorder.recorded());
                            recorder.forget();
                        }
                    });
        }
        return new ProductReplay(OpenBackend.named(backend, threads, size), products);
    }

    /** Writes down the products of an evaluation. */
    static ProductReplay ofEvaluation(
            String backend, int threads, Family family, ModelSize size, int draws) {
        ProductRecorder recorder = new ProductRecorder(OpenBackend.named(backend, threads, size));
        TensorRuntime runtime = TensorRuntime.on(recorder, DType.FLOAT32);
        try (Workload workload = new Workload(runtime, family, size, Evaluation.EXAMPLES)) {
            recorder.forget();
            Evaluation.evaluator(draws)
                    .evaluate(
                            workload.model,
                            workload.data.test().first(Evaluation.EXAMPLES),
                            RandomKey.of(1),
                            EvaluationProgress.SILENT);
            return new ProductReplay(
                    OpenBackend.named(backend, threads, size), recorder.recorded());
        }
    }

    private Buffer draw(Product.Operand operand) {
        float[] values = new float[operand.shape().size()];
        RandomKey.of(3).normal(values, 0, values.length);
        try (StorageOperations.Region region = backend.openRegion()) {
            return backend.keep(backend.create(values, 0, operand.shape(), DType.FLOAT32));
        }
    }

    /** Returns how many products there are. */
    int size() {
        return products.size();
    }

    /** Computes all, and returns how many numbers came out. */
    long multiply() {
        long numbers = 0;
        for (int i = 0; i < products.size(); i++) {
            Buffer[] pair = operands.get(i);
            try (StorageOperations.Region region = backend.openRegion()) {
                Buffer result = products.get(i).call().on(backend, pair[0], pair[1]);
                numbers += result.shape().size();
            }
        }
        return numbers;
    }

    @Override
    public void close() {
        backend.close();
    }
}

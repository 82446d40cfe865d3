// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * The products of a training step or an evaluation, with operands of the same shapes, one after
 * another and nothing between them. An operand that is used twice is one operand here, too.
 */
final class ProductsAlone implements AutoCloseable {

    private final TensorBackend backend;
    private final TensorRuntime owner;
    private final IdentityHashMap<Buffer, Buffer> operands = new IdentityHashMap<>();
    private final Buffer smallest;
    private final List<TimedBackend.Call> layers = new ArrayList<>();
    private final List<TimedBackend.Call> products = new ArrayList<>();

    /**
     * Opens a backend of their own and prepares operands.
     *
     * @param calls the products
     */
    static ProductsAlone open(
            List<TimedBackend.Call> calls, String backend, int threads, ModelSize size) {
        AtomicReference<TensorBackend> own = new AtomicReference<>();
        TensorRuntime owner =
                Workload.open(
                        backend,
                        threads,
                        size,
                        opened -> {
                            own.set(opened);
                            return opened;
                        });
        return new ProductsAlone(calls, own.get(), owner);
    }

    /**
     * Prepares operands.
     *
     * @param calls the products
     * @param backend computes them
     * @param owner closes the backend
     */
    private ProductsAlone(
            List<TimedBackend.Call> calls, TensorBackend backend, TensorRuntime owner) {
        this.backend = backend;
        this.owner = owner;
        smallest =
                backend.storage()
                        .keep(backend.arrangement().fill(1, Shape.of(1, 1), DType.FLOAT32));
        for (TimedBackend.Call call : calls) {
            List<Buffer> own = new ArrayList<>();
            call.arguments().forEach(a -> own.add(operands.computeIfAbsent(a, this::drawn)));
            layers.add(new TimedBackend.Call(call.operation(), own));
            products.add(withoutActivation(call.operation(), own));
        }
    }

    private Buffer drawn(Buffer like) {
        Shape shape = like.shape();
        float[] values = new float[shape.size()];
        Workload.KEY.normal(values, 0, values.length);
        return backend.storage().keep(backend.storage().create(values, 0, shape, like.dtype()));
    }

    private static TimedBackend.Call withoutActivation(
            Operation operation, List<Buffer> arguments) {
        return operation instanceof Operation.Linear linear
                ? new TimedBackend.Call(
                        new Operation.Matmul(false, false, linear.reduced()),
                        arguments.subList(0, 2))
                : new TimedBackend.Call(operation, arguments);
    }

    /** Computes the products, and returns the nanoseconds. */
    long products() {
        return nanos(products);
    }

    /** Computes the products, and biases and activations where the step's layers have them. */
    long layers() {
        return nanos(layers);
    }

    /** Computes as many products of two numbers, which shows what a call of native code costs. */
    long smallest() {
        long started = TimedBackend.processorNanos();
        try (StorageOperations.Region region = backend.storage().openRegion()) {
            for (int i = 0; i < products.size(); i++) {
                backend.products().matmul(smallest, false, smallest, false);
            }
        }
        return TimedBackend.processorNanos() - started;
    }

    private long nanos(List<TimedBackend.Call> calls) {
        long started = TimedBackend.processorNanos();
        try (StorageOperations.Region region = backend.storage().openRegion()) {
            for (TimedBackend.Call call : calls) {
                call.operation().run(backend, call.arguments());
            }
        }
        return TimedBackend.processorNanos() - started;
    }

    @Override
    public void close() {
        owner.close();
    }
}

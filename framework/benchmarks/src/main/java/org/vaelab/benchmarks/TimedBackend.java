// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * Adds up the processor time and the number of a backend's operations by kind of {@link Work}. An
 * operation that the backend composes of others counts once.
 */
final class TimedBackend {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Work, Long> nanos = new EnumMap<>(Work.class);
    private final Map<Work, Long> calls = new EnumMap<>(Work.class);
    private final List<Call> products = new ArrayList<>();

    /** A product that was asked for. */
    record Call(Operation operation, List<Buffer> arguments) {}

    /** Returns a backend whose operations are timed. */
    TensorBackend around(TensorBackend backend) {
        StorageOperations storage = timed(Work.MEMORY, StorageOperations.class, backend.storage());
        UpdateOperations updates = timed(Work.OPTIMISER, UpdateOperations.class, backend.updates());
        NoiseOperations noise =
                timed(
                        Work.NOISE,
                        NoiseOperations.class,
                        backend.noise().orElseGet(() -> new HostNoise(backend.storage())));
        return new OperationBackend(backend) {
            @Override
            protected Buffer compute(Operation operation, List<Buffer> arguments) {
                if (operation instanceof Operation.Product) {
                    products.add(new Call(operation, arguments));
                }
                long started = processorNanos();
                Buffer result = super.compute(operation, arguments);
                add(Work.of(operation), started);
                return result;
            }

            @Override
            public StorageOperations storage() {
                return storage;
            }

            @Override
            public UpdateOperations updates() {
                return updates;
            }

            @Override
            public Optional<NoiseOperations> noise() {
                return Optional.of(noise);
            }
        };
    }

    private void add(Work work, long started) {
        nanos.merge(work, processorNanos() - started, Long::sum);
        calls.merge(work, 1L, Long::sum);
    }

    private <T> T timed(Work work, Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            long started = processorNanos();
                            try {
                                return method.invoke(target, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            } finally {
                                add(work, started);
                            }
                        }));
    }

    /** Returns the processor time that the calling thread has used. */
    static long processorNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Forgets what was counted. */
    void clear() {
        nanos.clear();
        calls.clear();
        products.clear();
    }

    long nanos(Work work) {
        return nanos.getOrDefault(work, 0L);
    }

    long calls(Work work) {
        return calls.getOrDefault(work, 0L);
    }

    /** Returns the products since the last {@link #clear}. */
    List<Call> products() {
        return List.copyOf(products);
    }
}

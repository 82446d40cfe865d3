// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Adds up the processor time and the number of a backend's operations by kind of {@link Work}. An operation
 * that the backend composes of others counts once.
 */
final class TimedBackend {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Work, Long> nanos = new EnumMap<>(Work.class);
    private final Map<Work, Long> calls = new EnumMap<>(Work.class);
    private final List<Call> products = new ArrayList<>();

    /** A product that was asked for. */
    record Call(Method operation, Object[] arguments) {}

    /** Returns a backend whose operations are timed. */
    TensorBackend around(TensorBackend backend) {
        NoiseOperations noise = backend.noise().orElseGet(() -> new HostNoise(backend));
        Optional<NoiseOperations> timed = Optional.of(timed(NoiseOperations.class, noise));
        TensorBackend all = timed(TensorBackend.class, backend);
        return proxy(
                TensorBackend.class,
                (proxy, method, arguments) ->
                        method.getName().equals("noise") ? timed : pass(all, method, arguments));
    }

    private <T> T timed(Class<T> type, T target) {
        return proxy(
                type,
                (proxy, method, arguments) -> {
                    Work work = Work.of(method.getName());
                    long started = processorNanos();
                    Object result = pass(target, method, arguments);
                    nanos.merge(work, processorNanos() - started, Long::sum);
                    calls.merge(work, 1L, Long::sum);
                    if (work == Work.PRODUCTS) {
                        products.add(new Call(method, arguments));
                    }
                    return result;
                });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object pass(
            Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
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

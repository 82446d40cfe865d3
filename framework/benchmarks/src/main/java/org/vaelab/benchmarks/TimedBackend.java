// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Times the operations of a backend by name and shapes.
 *
 * <p>It is a proxy, not a {@link org.vaelab.framework.tensor.spi.DelegatingBackend}: whatever
 * operation a backend has in one pass is passed on to it as it is, also one that did not exist when
 * this was written. What an operation is composed of counts as that operation.
 */
final class TimedBackend implements InvocationHandler {

    /** What is no operation, or only says something. */
    private static final Set<String> UNTIMED =
            Set.of("name", "description", "primitives", "storage", "close");

    private final TensorBackend timed;
    private int steps;
    private final Map<OperationKey, Tally> tallies = new LinkedHashMap<>();

    /** The time of one operation, by step. */
    static final class Tally {

        private final double flops;
        private final int stepsBefore;
        private final List<long[]> steps = new ArrayList<>();
        private long calls;
        private long nanos;

        private Tally(double flops, int stepsBefore) {
            this.flops = flops;
            this.stepsBefore = stepsBefore;
        }

        /** Returns the calls of a step, a mean over all. */
        double calls() {
            return nothingBefore(0).average().orElse(0);
        }

        /** Returns the nanoseconds of a step, the median over all. */
        double nanos() {
            return Medians.of(nothingBefore(1).toArray());
        }

        private DoubleStream nothingBefore(int which) {
            return DoubleStream.concat(
                    DoubleStream.generate(() -> 0).limit(stepsBefore),
                    steps.stream().mapToDouble(step -> step[which]));
        }

        /** Returns the multiplications and additions of a call, 0 where none are counted. */
        double flops() {
            return flops;
        }
    }

    private TimedBackend(TensorBackend timed) {
        this.timed = timed;
    }

    /** Starts to listen to a backend. */
    static TimedBackend of(TensorBackend backend) {
        return new TimedBackend(backend);
    }

    /** Returns the backend to be used instead of the one that is timed. */
    TensorBackend proxy() {
        return (TensorBackend)
                Proxy.newProxyInstance(
                        TensorBackend.class.getClassLoader(),
                        new Class<?>[] {TensorBackend.class},
                        this);
    }

    /** Ends a step. */
    void endStep() {
        steps++;
        for (Tally tally : tallies.values()) {
            tally.steps.add(new long[] {tally.calls, tally.nanos});
            tally.calls = 0;
            tally.nanos = 0;
        }
    }

    /** Forgets what was before. */
    void forget() {
        steps = 0;
        tallies.clear();
    }

    /** Returns the operations of the steps that have ended. */
    Map<OperationKey, Tally> tallies() {
        return Collections.unmodifiableMap(tallies);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (UNTIMED.contains(method.getName()) || method.getDeclaringClass() == Object.class) {
            return call(method, arguments);
        }
        long start = System.nanoTime();
        Object result = call(method, arguments);
        long nanos = System.nanoTime() - start;
        OperationKey key = OperationKey.of(method.getName(), arguments, result);
        count(key, OperationKey.flops(method.getName(), arguments, result), nanos);
        return result instanceof StorageOperations.Region region ? new TimedRegion(region) : result;
    }

    private void count(OperationKey key, double flops, long nanos) {
        Tally tally = tallies.computeIfAbsent(key, any -> new Tally(flops, steps));
        tally.calls++;
        tally.nanos += nanos;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(timed, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Times what a region does. */
    private final class TimedRegion implements StorageOperations.Region {

        private final StorageOperations.Region region;

        TimedRegion(StorageOperations.Region region) {
            this.region = region;
        }

        @Override
        public Buffer detach(Buffer buffer) {
            long start = System.nanoTime();
            Buffer detached = region.detach(buffer);
            count(OperationKey.of("detach", new Object[] {buffer}, detached), 0, since(start));
            return detached;
        }

        @Override
        public void close() {
            long start = System.nanoTime();
            region.close();
            count(OperationKey.of("closeRegion", new Object[0], ""), 0, since(start));
        }

        private static long since(long start) {
            return System.nanoTime() - start;
        }
    }
}

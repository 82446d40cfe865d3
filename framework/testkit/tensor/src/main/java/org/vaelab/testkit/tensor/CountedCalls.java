// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Counts what a backend is asked for. */
public final class CountedCalls {

    private CountedCalls() {}

    /**
     * Counts how often values leave a backend: on a device, how often the host would wait for it.
     * What Java draws from values of the backend counts as well.
     */
    public static TensorBackend reads(TensorBackend backend, AtomicLong count) {
        return of(backend, CountedCalls::isReading, count);
    }

    /** Returns a backend that passes everything on, and counts the calls of some methods. */
    static TensorBackend of(TensorBackend backend, Predicate<Method> counted, AtomicLong count) {
        return BackendProxy.of(
                backend,
                (target, method, arguments) -> {
                    if (counted.test(method)) {
                        count.incrementAndGet();
                    }
                    return BackendProxy.pass(target, method, arguments);
                });
    }

    /** The norm of all gradients is a number too. */
    private static boolean isReading(Method method) {
        return method.getName().startsWith("read") || method.getName().equals("norm");
    }
}

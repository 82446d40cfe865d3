// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Counts how often values leave a backend: on a device, how often the host would wait for it. What
 * Java draws from values of the backend counts as well.
 */
public final class CountedReads {

    private CountedReads() {}

    /** Returns a backend that passes everything on, and adds to a count when it reads. */
    public static TensorBackend of(TensorBackend backend, AtomicLong count) {
        return (TensorBackend)
                Proxy.newProxyInstance(
                        CountedReads.class.getClassLoader(),
                        new Class<?>[] {TensorBackend.class},
                        (proxy, method, arguments) -> {
                            if (reads(method)) {
                                count.incrementAndGet();
                            }
                            try {
                                return method.invoke(backend, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /** The norm of all gradients is a number too. */
    private static boolean reads(Method method) {
        return method.getName().startsWith("read") || method.getName().equals("norm");
    }
}

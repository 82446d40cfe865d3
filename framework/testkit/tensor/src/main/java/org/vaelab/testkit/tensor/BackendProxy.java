// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Backends that do something beside what they pass on to another. */
final class BackendProxy {

    private BackendProxy() {}

    /** Returns a backend whose calls a handler takes. */
    static TensorBackend of(InvocationHandler handler) {
        return (TensorBackend)
                Proxy.newProxyInstance(
                        BackendProxy.class.getClassLoader(),
                        new Class<?>[] {TensorBackend.class},
                        handler);
    }

    /**
     * Passes a call on.
     *
     * @throws Throwable what the backend throws
     */
    static @Nullable Object pass(
            TensorBackend backend, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(backend, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

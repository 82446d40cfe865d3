// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.ProductOperations;
import org.vaelab.framework.tensor.spi.ReductionOperations;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/** Sees the calls of a backend and of its parts by their methods. */
final class BackendProxy {

    private static final Set<Class<?>> PARTS =
            Set.of(
                    StorageOperations.class,
                    ElementwiseOperations.class,
                    ReductionOperations.class,
                    ArrangementOperations.class,
                    ProductOperations.class,
                    FusedOperations.class,
                    UpdateOperations.class);

    private BackendProxy() {}

    /** Takes a call. */
    interface Handler {

        /** Returns what the call returns, such as {@link #pass}. */
        @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
                throws Throwable;
    }

    /** Returns a backend whose calls a handler takes, those of its parts included. */
    static TensorBackend of(TensorBackend backend, Handler handler) {
        return of(TensorBackend.class, backend, handler);
    }

    private static <T> T of(Class<T> type, T target, Handler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            Object result = handler.call(target, method, arguments);
                            return PARTS.contains(method.getReturnType()) && result != null
                                    ? part(method.getReturnType(), result, handler)
                                    : result;
                        }));
    }

    private static <T> T part(Class<T> type, Object part, Handler handler) {
        return of(type, type.cast(part), handler);
    }

    /**
     * Passes a call on.
     *
     * @throws Throwable what the backend throws
     */
    static @Nullable Object pass(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

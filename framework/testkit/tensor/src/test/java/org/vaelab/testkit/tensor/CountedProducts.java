// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A backend that counts the matrix products it is asked for. */
final class CountedProducts {

    private CountedProducts() {}

    static TensorBackend of(TensorBackend backend, AtomicInteger products) {
        Object counted =
                Proxy.newProxyInstance(
                        CountedProducts.class.getClassLoader(),
                        new Class<?>[] {TensorBackend.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("matmul")) {
                                products.incrementAndGet();
                            }
                            try {
                                return method.invoke(backend, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
        return (TensorBackend) counted;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A backend that draws by itself, as one on a device does; it is Java that draws. */
final class DrawingBackend {

    private DrawingBackend() {}

    static TensorBackend of(TensorBackend backend) {
        Optional<HostNoise> noise = Optional.of(new HostNoise(backend));
        return (TensorBackend)
                Proxy.newProxyInstance(
                        DrawingBackend.class.getClassLoader(),
                        new Class<?>[] {TensorBackend.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("noise")) {
                                return noise;
                            }
                            try {
                                return method.invoke(backend, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}

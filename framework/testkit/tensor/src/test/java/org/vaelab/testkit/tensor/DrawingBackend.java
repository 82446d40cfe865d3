// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Optional;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A backend that draws by itself, as one on a device does; it is Java that draws. */
final class DrawingBackend {

    private DrawingBackend() {}

    static TensorBackend of(TensorBackend backend) {
        Optional<HostNoise> noise = Optional.of(new HostNoise(backend));
        return BackendProxy.of(
                (proxy, method, arguments) ->
                        method.getName().equals("noise")
                                ? noise
                                : BackendProxy.pass(backend, method, arguments));
    }
}

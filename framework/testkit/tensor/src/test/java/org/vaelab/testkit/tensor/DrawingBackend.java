// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Optional;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A backend that draws by itself, as one on a device does; it is Java that draws. */
final class DrawingBackend {

    private DrawingBackend() {}

    static TensorBackend of(TensorBackend backend) {
        Optional<NoiseOperations> noise = Optional.of(new HostNoise(backend.storage()));
        return new OperationBackend(backend) {
            @Override
            public Optional<NoiseOperations> noise() {
                return noise;
            }
        };
    }
}

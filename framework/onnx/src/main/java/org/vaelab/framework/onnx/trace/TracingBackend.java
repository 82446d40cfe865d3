// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.Map;
import org.vaelab.framework.tensor.spi.DelegatingBackend;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * A backend that has another one compute, and writes down what it is asked for. Fused operations are the
 * primitives of their definition, and draws are made in Java.
 */
final class TracingBackend implements DelegatingBackend {

    private final TensorBackend real;
    private final Parts parts;

    TracingBackend(TensorBackend real, Recording recording) {
        this.real = real;
        this.parts =
                new Parts(
                        new TracedStorage(real, recording),
                        new TracedElementwise(real, recording),
                        new TracedReductions(real, recording),
                        new TracedArrangement(real, recording),
                        new TracedProducts(real, recording));
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Map<String, String> description() {
        return real.description();
    }

    @Override
    public boolean isAsynchronous() {
        return real.isAsynchronous();
    }

    @Override
    public void close() {
        real.close();
    }
}

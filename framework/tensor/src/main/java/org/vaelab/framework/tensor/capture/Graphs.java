// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * The values of {@code runtime.graphs}: whether repeated programs are captured and run as a whole,
 * on CUDA as graphs. Each wraps a backend, and the wrapper closes it.
 */
@Internal
public enum Graphs implements UnaryOperator<TensorBackend> {
    /**
     * Captures on backends that can. If a program cannot be captured, a warning says so once, and
     * the run continues without.
     */
    AUTO {
        @Override
        public TensorBackend apply(TensorBackend backend) {
            return backend.capture()
                    .<TensorBackend>map(capture -> new CapturedBackend(backend, capture, false))
                    .orElse(backend);
        }
    },
    /** Captures. A program that cannot be captured is a {@link BackendException}. */
    ON {
        @Override
        public TensorBackend apply(TensorBackend backend) {
            Optional<ProgramCapture> capture = backend.capture();
            if (capture.isEmpty()) {
                String name = backend.name();
                backend.close();
                throw new BackendException(
                        "backend "
                                + name
                                + " captures no programs on this device; runtime.graphs: on needs"
                                + " the backend torch on cuda");
            }
            return new CapturedBackend(backend, capture.get(), true);
        }
    },
    /** Runs each operation when it is requested. */
    OFF {
        @Override
        public TensorBackend apply(TensorBackend backend) {
            return backend;
        }
    }
}

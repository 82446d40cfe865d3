// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A backend whose programs are recorded and captured meets the contract of the one below. */
@Tag("slow")
final class CapturedBackendTest extends TensorBackendContract {

    private static final class Provider implements BackendProvider {

        private final BackendProvider under = new ReferenceBackendProvider();

        @Override
        public String name() {
            return under.name();
        }

        @Override
        public Set<String> devices() {
            return under.devices();
        }

        @Override
        public int preference() {
            return under.preference();
        }

        @Override
        public TensorBackend open(BackendSettings settings) {
            TensorBackend device = DrawingBackend.of(under.open(settings));
            return Graphs.ON.apply(new CapturingBackend(device, new AtomicLong(), List.of()));
        }
    }

    @Override
    protected BackendProvider provider() {
        return new Provider();
    }

    @Override
    protected BackendProvider announced() {
        return new ReferenceBackendProvider();
    }
}

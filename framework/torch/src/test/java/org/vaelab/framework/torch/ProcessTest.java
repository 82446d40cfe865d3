// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.tensor.BackendProcessContract;

final class ProcessTest extends BackendProcessContract {

    ProcessTest() {
        super(new TorchBackendProvider());
    }

    @Test
    void libtorchsOwnKernelsUseTheThreadsGiven() {
        for (int wanted : new int[] {1, 2}) {
            TensorBackend backend = open(wanted);
            try {
                assertThat(LibTorch.threads()).isEqualTo(wanted);
            } finally {
                backend.close();
            }
        }
    }

    @Test
    void describesItsVersion() {
        TensorBackend backend = open(1);
        try {
            assertThat(backend.description()).containsEntry("libtorch", "2.10.0");
        } finally {
            backend.close();
        }
    }

    @Test
    void anotherDeviceIsRefused() {
        assertThatThrownBy(() -> new TorchBackendProvider().open(new BackendSettings("cuda", 1)))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("backend torch has no device 'cuda' here; present: cpu");
    }
}

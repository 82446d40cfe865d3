// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.tensor.BackendProcessContract;

final class ProcessTest extends BackendProcessContract {

    ProcessTest() {
        super(new Nd4jBackendProvider());
    }

    @Test
    void anotherDeviceIsRefused() {
        assertThatThrownBy(() -> new Nd4jBackendProvider().open(new BackendSettings("cuda", 1)))
                .isInstanceOf(BackendException.class)
                .hasMessage("backend nd4j runs on the device cpu, not on 'cuda'");
    }
}

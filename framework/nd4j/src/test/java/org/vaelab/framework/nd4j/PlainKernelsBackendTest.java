// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.tensor.TensorBackendContract;

/** The backend meets the contract of all backends as it is where Java has no vectors, too. */
@Tag("slow")
final class PlainKernelsBackendTest extends TensorBackendContract {

    @BeforeAll
    static void refuseVectors() {
        System.setProperty(KernelChoice.PROPERTY, "plain");
    }

    @AfterAll
    static void allowVectors() {
        System.clearProperty(KernelChoice.PROPERTY);
    }

    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }

    @Test
    void saysThatItIsPlain() {
        TensorBackend backend = provider().open(new BackendSettings("auto", 1));
        try {
            assertThat(backend.description())
                    .containsEntry("elementKernels", "plain (vaelab.nd4j.kernels=plain)");
        } finally {
            backend.close();
        }
    }
}

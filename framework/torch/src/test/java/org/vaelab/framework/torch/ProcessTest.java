// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.tensor.BackendProcessContract;

final class ProcessTest extends BackendProcessContract {

    ProcessTest() {
        super(new TorchBackendProvider());
    }

    @AfterEach
    void forgetTheUse() {
        System.clearProperty(ThreadUse.PROPERTY);
    }

    private void uses(int threads, int ofOperations, int ofProducts) {
        TensorBackend backend = open(threads);
        try {
            assertThat(LibTorch.threads()).isEqualTo(ofOperations);
            assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(ofProducts);
        } finally {
            backend.close();
        }
    }

    @Test
    void eitherProductsOrOperationsHaveThreads() {
        uses(1, 1, 1);
        uses(2, 1, 2);
        System.setProperty(ThreadUse.PROPERTY, "operations");
        uses(2, 2, 1);
        System.setProperty(ThreadUse.PROPERTY, "both");
        assertThatThrownBy(() -> open(2))
                .isInstanceOf(BackendException.class)
                .hasMessage("vaelab.torch.threads is 'both', allowed are products and operations");
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
    void aDeviceThatIsNotThereIsRefusedAndWhatIsMissingNamed() {
        BackendSettings absent = new BackendSettings("cuda:99", 1);
        assertThatThrownBy(() -> new TorchBackendProvider().open(absent))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("backend torch has no device 'cuda:99' here; present: cpu")
                .hasMessageMatching("(?s).*(Missing: |CUDA finds |no device answers: ).*");
    }

    @Test
    void theProcessorNeedsNoReport() {
        assertThat(new TorchBackendProvider().absence("cpu")).isEmpty();
        assertThat(new TorchBackendProvider().deviceReport()).isNotEmpty();
    }
}

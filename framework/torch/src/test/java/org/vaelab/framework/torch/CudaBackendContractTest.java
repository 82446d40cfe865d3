// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.tensor.OnDevice;
import org.vaelab.testkit.tensor.TensorBackendContract;

/** The backend meets the contract of all backends on a GPU, within the same tolerances. */
@OnDevice("cuda")
final class CudaBackendContractTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new TorchBackendProvider();
    }

    @Override
    protected BackendSettings settings() {
        return new BackendSettings("cuda", 1);
    }
}

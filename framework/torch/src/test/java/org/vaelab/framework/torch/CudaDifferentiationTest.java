// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.tensor.DifferentiationContract;
import org.vaelab.testkit.tensor.OnDevice;

/** Differentiation keeps its promises on a GPU. */
@OnDevice("cuda")
final class CudaDifferentiationTest extends DifferentiationContract {

    @Override
    protected BackendProvider provider() {
        return new TorchBackendProvider();
    }

    @Override
    protected BackendSettings settings() {
        return new BackendSettings("cuda", 1);
    }
}

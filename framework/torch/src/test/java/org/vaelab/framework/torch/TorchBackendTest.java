// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.testkit.tensor.TensorBackendContract;

/** The backend meets the contract of all backends. */
final class TorchBackendTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new TorchBackendProvider();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.tensor.TensorBackendContract;

/** The contract with products in bfloat16. */
@ExtendWith(NeedsBfloat16.class)
@Tag("full")
final class Bfloat16BackendTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new TorchBackendProvider();
    }

    @Override
    protected BackendSettings settings() {
        return new BackendSettings("cpu", 1, ProductPrecision.BFLOAT16);
    }
}

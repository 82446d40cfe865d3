// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import org.junit.jupiter.api.Tag;
import org.vaelab.framework.tensor.spi.BackendProvider;

/** The oracle meets its own contract, and the golden values in it. */
@Tag("full")
final class ReferenceBackendTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new ReferenceBackendProvider();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.testkit.tensor.TensorBackendContract;

/** The backend meets the contract of all backends. */
final class Nd4jBackendTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.testkit.tensor.DifferentiationContract;

/** Differentiation keeps its promises on this backend. */
final class TorchDifferentiationTest extends DifferentiationContract {

    @Override
    protected BackendProvider provider() {
        return new TorchBackendProvider();
    }
}

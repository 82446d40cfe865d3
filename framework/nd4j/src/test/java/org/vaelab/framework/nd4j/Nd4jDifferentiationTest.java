// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.testkit.tensor.DifferentiationContract;

/** Differentiation keeps its promises on this backend. */
final class Nd4jDifferentiationTest extends DifferentiationContract {

    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }
}

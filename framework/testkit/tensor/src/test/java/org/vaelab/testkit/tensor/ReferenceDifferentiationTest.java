// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import org.vaelab.framework.tensor.spi.BackendProvider;

/** Differentiation, judged on the oracle: every pullback, without natives. */
final class ReferenceDifferentiationTest extends DifferentiationContract {

    @Override
    protected BackendProvider provider() {
        return new ReferenceBackendProvider();
    }
}

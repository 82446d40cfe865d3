// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

/** Pseudo-inputs that no sigmoid squashes. */
final class VampPriorOfRealDataContractTest extends PriorContract {

    VampPriorOfRealDataContractTest() {
        super("vamp", ConfiguredPart.of("toy-normal", "{latent: 2}"), "{components: 3}");
    }

    @Override
    protected ValueDomain domain() {
        return ValueDomain.REAL;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class LaplacePriorContractTest extends PriorContract {

    LaplacePriorContractTest() {
        super(
                "laplace",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{}",
                "{scale: 0.5, learned: true}");
    }
}

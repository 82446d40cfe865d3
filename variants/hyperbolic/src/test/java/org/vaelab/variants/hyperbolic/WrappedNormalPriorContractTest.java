// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class WrappedNormalPriorContractTest extends PriorContract {

    WrappedNormalPriorContractTest() {
        super(
                "wrapped-normal",
                ConfiguredPart.of("wrapped-normal", "{latent: 2}"),
                "{}",
                "{scale: 0.5, learnScale: true}");
    }
}

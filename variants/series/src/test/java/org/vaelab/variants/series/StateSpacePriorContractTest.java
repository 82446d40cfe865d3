// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class StateSpacePriorContractTest extends PriorContract {

    StateSpacePriorContractTest() {
        super(
                "state-space",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{state: 2, steps: 2}",
                "{state: 1, steps: 2, least: 0.1}");
    }
}

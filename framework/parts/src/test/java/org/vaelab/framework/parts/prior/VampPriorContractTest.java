// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class VampPriorContractTest extends PriorContract {

    VampPriorContractTest() {
        super(
                "vamp",
                List.of(
                        ConfiguredPart.of("toy-normal", "{latent: 2}"),
                        ConfiguredPart.of("toy-sphere", "{latent: 2}")),
                "{components: 3}");
    }
}

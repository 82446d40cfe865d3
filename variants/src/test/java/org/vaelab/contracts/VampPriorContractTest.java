// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import java.util.List;
import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class VampPriorContractTest extends PriorContract {

    VampPriorContractTest() {
        super(
                "vamp",
                List.of(
                        Part.of("diagonal-normal", "{latent: 2}"),
                        Part.of("von-mises-fisher", "{latent: 2}")),
                "{components: 3}");
    }
}

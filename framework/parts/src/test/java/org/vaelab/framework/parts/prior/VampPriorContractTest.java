// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class VampPriorContractTest extends PriorContract {

    VampPriorContractTest() {
        super(
                "vamp",
                List.of(Part.of("toy-normal", "{latent: 2}"), Part.of("toy-sphere", "{latent: 2}")),
                "{components: 3}");
    }
}

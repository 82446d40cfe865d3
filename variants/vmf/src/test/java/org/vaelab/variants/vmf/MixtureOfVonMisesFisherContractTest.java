// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class MixtureOfVonMisesFisherContractTest extends PriorContract {

    MixtureOfVonMisesFisherContractTest() {
        super(
                "mixture-of-von-mises-fisher",
                List.of(
                        ConfiguredPart.of("von-mises-fisher", "{latent: 1}"),
                        ConfiguredPart.of("power-spherical", "{latent: 2}")),
                "{components: 3}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class UniformTorusContractTest extends PriorContract {

    UniformTorusContractTest() {
        super(
                "uniform-torus",
                List.of(
                        ConfiguredPart.of("von-mises", "{latent: 1}"),
                        ConfiguredPart.of("von-mises", "{latent: 2}")));
    }
}

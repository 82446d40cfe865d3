// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class UniformSphereContractTest extends PriorContract {

    UniformSphereContractTest() {
        super(
                "uniform-sphere",
                List.of(
                        ConfiguredPart.of("toy-sphere", "{latent: 1}"),
                        ConfiguredPart.of("toy-sphere", "{latent: 2}")));
    }
}

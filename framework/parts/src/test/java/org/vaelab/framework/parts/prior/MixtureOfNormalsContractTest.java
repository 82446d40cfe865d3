// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class MixtureOfNormalsContractTest extends PriorContract {

    MixtureOfNormalsContractTest() {
        super(
                "mixture-of-normals",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{components: 4}");
    }
}

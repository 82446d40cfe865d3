// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class MixtureOfNormalsContractTest extends PriorContract {

    MixtureOfNormalsContractTest() {
        super("mixture-of-normals", Part.of("toy-normal", "{latent: 2}"), "{components: 4}");
    }
}

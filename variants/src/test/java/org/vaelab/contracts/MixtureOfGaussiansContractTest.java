// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class MixtureOfGaussiansContractTest extends PriorContract {

    MixtureOfGaussiansContractTest() {
        super("mixture-of-gaussians", Part.of("diagonal-normal", "{latent: 2}"), "{components: 4}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class DirichletPriorContractTest extends PriorContract {

    DirichletPriorContractTest() {
        super(
                "dirichlet",
                ConfiguredPart.of("dirichlet", "{latent: 3}"),
                "{}",
                "{concentration: 2}",
                "{concentration: 3, learned: true}");
    }
}

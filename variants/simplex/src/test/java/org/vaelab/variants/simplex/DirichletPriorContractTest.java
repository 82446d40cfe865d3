// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class DirichletPriorContractTest extends PriorContract {

    DirichletPriorContractTest() {
        super("dirichlet", ConfiguredPart.of("dirichlet", "{latent: 3}"), "{}", "{concentration: 2}", "{concentration: 3, learned: true}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return Rules.of(space);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class PoissonPriorContractTest extends PriorContract {

    PoissonPriorContractTest() {
        super("poisson", ConfiguredPart.of("poisson", "{latent: 2}"), "{}", "{rate: 3, learned: true}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return Rules.of(space);
    }
}

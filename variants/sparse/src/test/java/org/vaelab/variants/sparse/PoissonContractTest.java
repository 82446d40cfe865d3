// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.PosteriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class PoissonContractTest extends PosteriorContract {

    PoissonContractTest() {
        super("poisson", "{latent: 1}", "{latent: 2, draw: 'discrete'}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return Rules.of(space);
    }
}

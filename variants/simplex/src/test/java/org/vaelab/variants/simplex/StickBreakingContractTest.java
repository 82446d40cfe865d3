// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.PosteriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class StickBreakingContractTest extends PosteriorContract {

    StickBreakingContractTest() {
        super("stick-breaking", "{latent: 2}", "{latent: 3}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return Rules.of(space);
    }
}

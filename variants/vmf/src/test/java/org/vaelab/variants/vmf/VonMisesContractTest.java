// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.PosteriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class VonMisesContractTest extends PosteriorContract {

    VonMisesContractTest() {
        super("von-mises", "{latent: 1}", "{latent: 2}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return IntegrationRule.angles(((Torus) space).dimension());
    }
}

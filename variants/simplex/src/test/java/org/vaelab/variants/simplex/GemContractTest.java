// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class GemContractTest extends PriorContract {

    GemContractTest() {
        super("gem", ConfiguredPart.of("stick-breaking", "{latent: 3}"), "{concentration: 3}", "{concentration: 5}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return Rules.of(space);
    }
}

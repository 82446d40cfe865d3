// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class ProductPriorContractTest extends PriorContract {

    ProductPriorContractTest() {
        super(
                "product",
                ConfiguredPart.of("product", "{latent: 'toy-normal(1) x toy-sphere(1)'}"),
                "{factors: ['learned-normal', 'uniform-sphere']}",
                "{factors: ['standard-normal', 'uniform-sphere']}");
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return ProductRules.of(space);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.space.IntegrationRule;

/** Integrates over products as over their factors. */
final class ProductRules {

    private ProductRules() {}

    static IntegrationRule of(LatentSpace space) {
        return space instanceof Product product
                ? IntegrationRule.product(
                        product.factors().stream().map(IntegrationRule::of).toList())
                : IntegrationRule.of(space);
    }
}

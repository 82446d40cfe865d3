// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class ProductContractTest extends PosteriorContract {

    ProductContractTest() {
        super(
                "product",
                "{latent: 'toy-normal(1) x toy-sphere(1)'}",
                "{latent: 'toy-sphere(1) x toy-categorical(1, 3)'}",
                "{latent: 'toy-sphere(2) x toy-normal(2)'}",
                "{latent: 'toy-logistic(1) x toy-sphere(1) x toy-categorical(1, 3)'}",
                "{latent: 'toy-normal(1) x toy-categorical(2, 2, draw=relaxed)'}");
    }

    /**
     * Beyond a log-variance of 80 the divergence is e^80 nats and more: training says so. The toys
     * themselves end where draws in float32 are no longer told apart.
     */
    @Override
    protected double extremeOutput(Head.Output output) {
        if (output.name().endsWith("logVariance")) {
            return 80;
        }
        if (output.name().endsWith("logScale")) {
            return 20;
        }
        return output.name().endsWith("direction") ? 30 : super.extremeOutput(output);
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return ProductRules.of(space);
    }
}

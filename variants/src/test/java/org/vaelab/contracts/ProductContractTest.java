// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

final class ProductContractTest extends PosteriorContract {

    ProductContractTest() {
        super(
                "product",
                "{latent: 'normal(1) x sphere(1)'}",
                "{latent: 'sphere(1) x onehot(1, 3)'}",
                "{latent: 'normal(2) x sphere(2)'}");
    }

    /** Beyond a log-variance of 80 the divergence is e^80 nats and more: training says so. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().endsWith("logVariance") ? 80 : super.extremeOutput(output);
    }
}

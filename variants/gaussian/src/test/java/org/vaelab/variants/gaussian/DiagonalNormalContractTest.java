// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

final class DiagonalNormalContractTest extends PosteriorContract {

    DiagonalNormalContractTest() {
        super(
                "diagonal-normal",
                "{latent: 1}",
                "{latent: 2}",
                "{latent: 4}",
                "{latent: 8, grid: [2, 2]}",
                "{latent: 3, simplex: true}");
    }

    /** Beyond a log-variance of 80 the divergence is e^80 nats and more: training says so. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().equals("logVariance") ? 80 : super.extremeOutput(output);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import org.vaelab.testkit.contract.PosteriorModelContract;

final class WrappedNormalModelContractTest extends PosteriorModelContract {

    WrappedNormalModelContractTest() {
        super(
                "wrapped-normal",
                "{latent: 2}",
                "{latent: 3, learnCurvature: true, input: 'tangent'}");
    }
}

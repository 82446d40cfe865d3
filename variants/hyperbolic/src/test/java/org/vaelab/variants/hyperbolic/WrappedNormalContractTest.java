// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import org.vaelab.testkit.contract.PosteriorContract;

final class WrappedNormalContractTest extends PosteriorContract {

    WrappedNormalContractTest() {
        super(
                "wrapped-normal",
                "{latent: 1, input: 'lorentz'}",
                "{latent: 2}",
                "{latent: 2, curvature: 1e-6, input: 'tangent'}",
                "{latent: 2, learnCurvature: true, input: 'ball'}");
    }
}

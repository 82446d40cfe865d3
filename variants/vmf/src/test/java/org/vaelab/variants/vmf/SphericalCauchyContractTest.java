// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.PosteriorContract;

final class SphericalCauchyContractTest extends PosteriorContract {

    SphericalCauchyContractTest() {
        super("spherical-cauchy", "{latent: 1}", "{latent: 2}", "{latent: 4}");
    }
}

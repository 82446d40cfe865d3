// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.testkit.contract.PosteriorContract;

final class PowerSphericalContractTest extends PosteriorContract {

    PowerSphericalContractTest() {
        super("power-spherical", "{latent: 1}", "{latent: 2}", "{latent: 4}");
    }
}

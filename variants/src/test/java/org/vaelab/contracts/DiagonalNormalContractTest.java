// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.PosteriorContract;

final class DiagonalNormalContractTest extends PosteriorContract {

    DiagonalNormalContractTest() {
        super("diagonal-normal", "{latent: 1}", "{latent: 2}", "{latent: 4}");
    }
}

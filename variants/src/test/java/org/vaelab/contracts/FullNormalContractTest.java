// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.PosteriorContract;

final class FullNormalContractTest extends PosteriorContract {

    FullNormalContractTest() {
        super("full-normal", "{latent: 1}", "{latent: 2}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.PosteriorContract;

final class BernoulliFamilyContractTest extends PosteriorContract {

    BernoulliFamilyContractTest() {
        super("bernoulli", "{variables: 3}", "{variables: 3, draw: 'discrete'}");
    }
}

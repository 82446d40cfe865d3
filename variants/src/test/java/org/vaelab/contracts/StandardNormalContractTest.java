// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class StandardNormalContractTest extends PriorContract {

    StandardNormalContractTest() {
        super("standard-normal", Part.of("diagonal-normal", "{latent: 2}"));
    }
}

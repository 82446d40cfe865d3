// SPDX-License-Identifier: Apache-2.0
package org.vaelab.contracts;

import org.vaelab.testkit.contract.Part;
import org.vaelab.testkit.contract.PriorContract;

final class LearnedNormalContractTest extends PriorContract {

    LearnedNormalContractTest() {
        super("learned-normal", Part.of("diagonal-normal", "{latent: 2}"));
    }
}

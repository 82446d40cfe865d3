// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class StandardNormalContractTest extends PriorContract {

    StandardNormalContractTest() {
        super("standard-normal", ConfiguredPart.of("toy-normal", "{latent: 2}"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class MadePriorContractTest extends PriorContract {

    MadePriorContractTest() {
        super(
                "made",
                ConfiguredPart.of("toy-categorical", "{variables: 3, categories: 3}"),
                "{hidden: [6]}",
                "{hidden: [5], direct: true}");
    }
}

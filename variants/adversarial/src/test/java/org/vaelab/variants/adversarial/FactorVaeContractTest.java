// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import org.vaelab.testkit.contract.RegularizerContract;

final class FactorVaeContractTest extends RegularizerContract {

    FactorVaeContractTest() {
        super("factor-vae", "{gamma: 5, critic: {hidden: [6]}}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.vaelab.testkit.contract.RegularizerContract;

final class BetaContractTest extends RegularizerContract {

    BetaContractTest() {
        super(
                "beta",
                "{beta: 4}",
                "{capacity: {to: 2}}",
                "{constraint: {kl: 0.5}}",
                "{constraint: {reconstruction: -6}}");
    }
}

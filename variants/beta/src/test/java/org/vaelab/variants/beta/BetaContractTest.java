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
                "{constraint: {kl: 0.5, rate: 1, most: 1.1}}",
                "{constraint: {kl: 50, rate: 1, least: 0.9}}",
                "{constraint: {reconstruction: -6}}");
    }
}

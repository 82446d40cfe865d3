// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class MaskedBernoulliContractTest extends LikelihoodContract {

    MaskedBernoulliContractTest() {
        super(
                "made",
                "{}",
                "{hidden: [5], context: 'hidden-and-output', activation: 'tanh'}",
                "{hidden: [6, 4], direct: true}",
                "{hidden: [5], joint: true}");
    }
}

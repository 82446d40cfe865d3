// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class GaussianContractTest extends LikelihoodContract {

    GaussianContractTest() {
        super(
                "gaussian",
                "{}",
                "{scale: 'fixed', value: 0.3}",
                "{scale: 'per-pixel', value: 0.5, least: 0.05}");
    }
}

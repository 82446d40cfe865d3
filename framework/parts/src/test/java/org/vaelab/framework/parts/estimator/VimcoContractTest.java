// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class VimcoContractTest extends EstimatorContract {

    VimcoContractTest() {
        super("vimco", 4, "{samples: 4}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.testkit.contract.EstimatorContract;

final class EnumerationContractTest extends EstimatorContract {

    EnumerationContractTest() {
        super("enumerate", 1);
    }

    @Override
    protected boolean isExact() {
        return true;
    }
}

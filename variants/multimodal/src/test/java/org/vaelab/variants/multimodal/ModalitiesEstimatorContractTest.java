// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.testkit.contract.EstimatorContract;

/** Without terms of single modalities it is the estimator inside of it. */
final class ModalitiesEstimatorContractTest extends EstimatorContract {

    ModalitiesEstimatorContractTest() {
        super("modalities", 1, "{singles: false}");
    }
}

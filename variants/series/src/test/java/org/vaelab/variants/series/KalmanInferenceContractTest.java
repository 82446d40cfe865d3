// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.testkit.contract.InferenceContract;

final class KalmanInferenceContractTest extends InferenceContract {

    KalmanInferenceContractTest() {
        super("kalman");
    }
}

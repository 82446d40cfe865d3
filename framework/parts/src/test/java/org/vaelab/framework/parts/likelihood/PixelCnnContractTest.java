// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.testkit.contract.LikelihoodContract;

final class PixelCnnContractTest extends LikelihoodContract {

    PixelCnnContractTest() {
        super(
                "pixelcnn",
                "{layers: 2, channels: 3}",
                "{layers: 1, channels: 2, kernel: 3, features: 1}",
                "{layers: 3, channels: 2, kernel: 5, innerKernel: 5, features: 2}");
    }
}

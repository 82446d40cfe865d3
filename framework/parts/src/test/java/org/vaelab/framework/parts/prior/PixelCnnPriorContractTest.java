// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class PixelCnnPriorContractTest extends PriorContract {

    PixelCnnPriorContractTest() {
        super(
                "pixelcnn",
                ConfiguredPart.of("toy-categorical", "{variables: 4, categories: 3}"),
                "{grid: [2, 2], layers: 2, channels: 4}",
                "{grid: [1, 4], layers: 2, channels: 4, innerKernel: 5}",
                "{grid: [2, 1], layers: 1, channels: 3, kernel: 3}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.Optional;
import org.vaelab.testkit.contract.RegularizerContract;

final class VaeGanContractTest extends RegularizerContract {

    VaeGanContractTest() {
        super(
                "vae-gan",
                "{critic: {hidden: [6]}}",
                "{gamma: 0.3, layer: 2, critic: {hidden: [6, 4]}}");
    }

    @Override
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.of("VaeGanTest");
    }
}

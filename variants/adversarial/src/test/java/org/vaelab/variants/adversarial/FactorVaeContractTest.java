// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.Optional;
import org.vaelab.testkit.contract.RegularizerContract;

final class FactorVaeContractTest extends RegularizerContract {

    FactorVaeContractTest() {
        super("factor-vae", "{gamma: 5, critic: {hidden: [6]}}");
    }

    /** The discriminator has six layers of 1,000 units. */
    @Override
    protected boolean checksDefaults() {
        return false;
    }

    @Override
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.of("CriticTest");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.Optional;
import org.vaelab.testkit.contract.RegularizerContract;

final class RaeContractTest extends RegularizerContract {

    RaeContractTest() {
        super(
                "rae",
                "{}",
                "{beta: 0.5, decoder: 'gradient-penalty', lambda: 2}",
                "{decoder: 'spectral-norm'}",
                "{beta: 1, decoder: 'none'}");
    }

    @Override
    protected Optional<String> inference() {
        return Optional.of("deterministic");
    }

    @Override
    protected boolean projectsTheModel() {
        return true;
    }

    @Override
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.of("DecoderPenaltyTest");
    }
}

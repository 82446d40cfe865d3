// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.Optional;
import org.vaelab.testkit.contract.RegularizerContract;

final class BetaTcContractTest extends RegularizerContract {

    BetaTcContractTest() {
        super("beta-tc", "{beta: 4}", "{alpha: 0, beta: 2, gamma: 0.5, estimate: 'stratified'}");
    }

    @Override
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.of("DecomposedKlTest");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Map;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.LikelihoodContract;

final class JoinedLikelihoodContractTest extends LikelihoodContract {

    JoinedLikelihoodContractTest() {
        super("joined", "{}", "{parts: {first: 'bernoulli'}}");
    }

    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of(
                "parts", "bernoulli is what bits have by default",
                "privateFactors", "the latent space of a contract has no factors");
    }

    @Override
    protected ValueDomain data() {
        return ValueDomain.MODALITIES;
    }
}

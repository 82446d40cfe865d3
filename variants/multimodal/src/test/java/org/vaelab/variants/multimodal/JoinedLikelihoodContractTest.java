// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.LikelihoodContract;

final class JoinedLikelihoodContractTest extends LikelihoodContract {

    JoinedLikelihoodContractTest() {
        super("joined", "{}", "{parts: {first: 'bernoulli'}}");
    }

    @Override
    protected ValueDomain data() {
        return ValueDomain.MODALITIES;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.LikelihoodContract;

final class TokensContractTest extends LikelihoodContract {

    TokensContractTest() {
        super(
                "tokens",
                "{hidden: [3], embedding: 2}",
                "{hidden: [3, 2], embedding: 2, context: \"start\"}",
                "{network: \"temporal\", hidden: [3, 2], embedding: 2, kernel: 2}");
    }

    @Override
    protected ValueDomain data() {
        return ValueDomain.TOKENS;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.OptionalInt;
import org.vaelab.testkit.contract.LikelihoodContract;

final class MultinomialContractTest extends LikelihoodContract {

    MultinomialContractTest() {
        super("multinomial", "{words: 7}");
    }

    @Override
    protected OptionalInt total() {
        return OptionalInt.of(7);
    }
}

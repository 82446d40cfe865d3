// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.PosteriorContract;

final class CategoricalContractTest extends PosteriorContract {

    CategoricalContractTest() {
        super(
                "categorical",
                "{variables: 1, categories: 3}",
                "{variables: 2, categories: 3, draw: 'discrete'}",
                "{variables: 3, categories: 2, draw: 'straight-through'}");
    }
}

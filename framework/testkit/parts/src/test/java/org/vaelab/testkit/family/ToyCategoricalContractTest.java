// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.testkit.contract.PosteriorContract;

final class ToyCategoricalContractTest extends PosteriorContract {

    ToyCategoricalContractTest() {
        super(
                "toy-categorical",
                "{variables: 2, categories: 3}",
                "{variables: 1, categories: 3, draw: 'relaxed'}",
                "{variables: 2, categories: 2, draw: 'straight-through'}");
    }
}

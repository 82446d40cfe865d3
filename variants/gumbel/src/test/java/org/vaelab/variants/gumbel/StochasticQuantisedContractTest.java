// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.testkit.contract.PosteriorContract;

/** With variances at which 20,000 draws show every code. */
final class StochasticQuantisedContractTest extends PosteriorContract {

    StochasticQuantisedContractTest() {
        super(
                "sq",
                "{positions: 2, codebookSize: 3, codeDimension: 2, variance: 8}",
                "{grid: [2, 1], codebookSize: 3, codeDimension: 1, draw: 'discrete', variance: 2}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.Map;
import org.vaelab.testkit.contract.PosteriorContract;

final class VectorQuantisedContractTest extends PosteriorContract {

    VectorQuantisedContractTest() {
        super(
                "vector-quantised",
                "{positions: 2, codebookSize: 3, codeDimension: 2}",
                "{grid: [2, 1], codebookSize: 3, codeDimension: 1, codebook: 'gradient'}");
    }

    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of(
                "deadCodeThreshold above its default", "all of three codes are dead below it");
    }
}

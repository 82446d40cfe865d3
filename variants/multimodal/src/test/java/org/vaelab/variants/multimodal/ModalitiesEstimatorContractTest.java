// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Map;
import org.vaelab.testkit.contract.EstimatorContract;

/** Without terms of single modalities it is the estimator inside of it. */
final class ModalitiesEstimatorContractTest extends EstimatorContract {

    ModalitiesEstimatorContractTest() {
        super(
                "modalities",
                1,
                "{singles: false}",
                "{singles: false, of: {type: 'elbo', samples: 3}}");
    }

    /** {@code CombinationsTest} weighs a modality. */
    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of(
                "weights",
                "only data of several modalities have weights",
                "subsets above its default",
                "it is a limit");
    }
}

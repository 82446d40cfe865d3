// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Map;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.InferenceContract;

/** Of a z without factors, nothing of which is private. */
final class MmvaePlusContractTest extends InferenceContract {

    MmvaePlusContractTest() {
        super("mmvae-plus", "{}", "{stratified: false}");
    }

    /** {@code ExpertsGoldenTest} compares both losses, of private factors. */
    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of("auxiliaryKl", "only private factors have auxiliary priors");
    }

    @Override
    protected ValueDomain data() {
        return ValueDomain.MODALITIES;
    }
}

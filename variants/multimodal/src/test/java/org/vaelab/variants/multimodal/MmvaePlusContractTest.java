// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.InferenceContract;

/** Of a z without factors, nothing of which is private. */
final class MmvaePlusContractTest extends InferenceContract {

    MmvaePlusContractTest() {
        super("mmvae-plus", "{}", "{stratified: false}");
    }

    @Override
    protected ValueDomain data() {
        return ValueDomain.MODALITIES;
    }
}

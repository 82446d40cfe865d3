// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.framework.data.ValueDomain;
import org.vaelab.testkit.contract.InferenceContract;

final class MixtureContractTest extends InferenceContract {

    MixtureContractTest() {
        super("moe", "{}", "{stratified: false}");
    }

    @Override
    protected ValueDomain data() {
        return ValueDomain.MODALITIES;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

final class ToyLogisticContractTest extends PosteriorContract {

    ToyLogisticContractTest() {
        super("toy-logistic", "{latent: 1}", "{latent: 2}");
    }

    /** Beyond a logarithm of 20 the scale is more than float32 counts by ones. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().equals("logScale") ? 20 : super.extremeOutput(output);
    }
}

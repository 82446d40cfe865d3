// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

final class FullNormalContractTest extends PosteriorContract {

    FullNormalContractTest() {
        super("full-normal", "{latent: 1}", "{latent: 2}");
    }

    /** Below -80 the scale is e^-80 and less, and its logarithm soon that of 0 in float32. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().equals("diagonal") ? 80 : super.extremeOutput(output);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

/** The flow of the framework behind the Normals of this family. */
final class RealNvpOfNormalsContractTest extends PosteriorContract {

    RealNvpOfNormalsContractTest() {
        super(
                "real-nvp",
                "{latent: 2, hidden: [5], context: 2}",
                "{latent: 2, base: 'full-normal', hidden: [5], context: 2}");
    }

    /** As of the Normals themselves. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().equals("base.logVariance") || output.name().equals("base.diagonal")
                ? 80
                : super.extremeOutput(output);
    }
}

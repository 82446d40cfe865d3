// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

final class IafContractTest extends PosteriorContract {

    IafContractTest() {
        super(
                "iaf",
                "{latent: 1, base: 'toy-normal', hidden: [4], context: 2}",
                "{latent: 2, base: 'toy-normal', hidden: [5], context: 3}",
                "{latent: 2, base: {type: 'toy-logistic'}, steps: 1, hidden: [4, 4], context: 0}",
                "{latent: 3, base: {type: 'real-nvp', base: 'toy-normal', layers: 1, hidden: [],"
                        + " context: 1}, steps: 3, hidden: [4], context: 1}");
    }

    /** As of the toys behind the flow. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().endsWith("logVariance")
                ? 80
                : output.name().endsWith("logScale") ? 20 : super.extremeOutput(output);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

final class ToySphereContractTest extends PosteriorContract {

    ToySphereContractTest() {
        super("toy-sphere", "{latent: 1}", "{latent: 2}");
    }

    /** Beyond 30 a draw in float32 is hardly more than the mean direction itself. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return 30;
    }
}

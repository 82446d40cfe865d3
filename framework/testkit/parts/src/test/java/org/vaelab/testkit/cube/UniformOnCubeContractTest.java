// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;
import org.vaelab.testkit.space.IntegrationRule;

final class UniformOnCubeContractTest extends PriorContract {

    UniformOnCubeContractTest() {
        super("uniform-cube", ConfiguredPart.of("kumaraswamy", "{latent: 2}"));
    }

    @Override
    protected IntegrationRule rule(LatentSpace space) {
        return space instanceof UnitCube cube ? cube.rule() : super.rule(space);
    }
}

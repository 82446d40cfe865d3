// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.testkit.tensor.RegionMemoryContract;

/** Blocks that regions fill from front to back hold more than is used while they grow. */
final class RegionMemoryTest extends RegionMemoryContract<Nd4jBackend> {

    RegionMemoryTest() {
        super(new Nd4jBackendProvider(), Nd4jBackend.class);
    }

    @Override
    protected double slackOfEqualRegions() {
        return 2;
    }

    @Override
    protected double slackOfVaryingRegions() {
        return 3;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.fsq;

import org.vaelab.testkit.contract.PartSweep;

final class FiniteScalarSweepTest extends PartSweep {

    FiniteScalarSweepTest() {
        super(FiniteScalarModule.class);
    }
}

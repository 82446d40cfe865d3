// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Map;
import org.vaelab.testkit.contract.PartSweep;

/** Every part that the module announces has a contract. */
final class SweepTest extends PartSweep {

    SweepTest() {
        super(SeriesModule.class);
    }

    @Override
    protected Map<String, String> checkedElsewhere() {
        return Map.of(FilteringObjective.NAME, "it takes models that have a particle filter alone");
    }
}

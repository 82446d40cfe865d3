// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.Map;
import org.vaelab.framework.sources.catalog.SourcesModule;
import org.vaelab.testkit.contract.PartSweep;

/** Every data source that the module announces has a contract. */
final class SourcesSweepTest extends PartSweep {

    SourcesSweepTest() {
        super(SourcesModule.class);
    }

    @Override
    protected Map<String, String> checkedElsewhere() {
        return Map.of(
                "rows", "their values are in the memory of a program: RowsTest of experiments");
    }
}

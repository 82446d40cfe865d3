// SPDX-License-Identifier: Apache-2.0
package org.example.ciplugin;

import java.util.List;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.render.Section;

/** The number of runs. */
public final class RunCount implements ReportSection {

    @Override
    public String id() {
        return "run-count";
    }

    @Override
    public String title() {
        return "Number of runs";
    }

    @Override
    public List<Section.Block> blocks(Comparison comparison) {
        return List.of(new Section.Text("There are " + comparison.runs().size() + " runs."));
    }
}

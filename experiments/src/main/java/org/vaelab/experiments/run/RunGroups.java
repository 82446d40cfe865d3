// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.spec.RunSpec;

/** The runs that are carried out at the same time, and so by one process. */
public final class RunGroups {

    private RunGroups() {}

    /** Returns the seeds of a model side by side where they compute together; else each run alone. */
    public static List<List<ComparisonRunner.Job>> of(List<ComparisonRunner.Job> jobs) {
        Map<String, List<ComparisonRunner.Job>> groups = new LinkedHashMap<>();
        for (ComparisonRunner.Job job : jobs) {
            RunSpec spec = job.spec();
            String group =
                    spec.runtime().seedsTogether() ? spec.model() : job.planned().folderName();
            groups.computeIfAbsent(group, name -> new ArrayList<>()).add(job);
        }
        return List.copyOf(groups.values());
    }
}

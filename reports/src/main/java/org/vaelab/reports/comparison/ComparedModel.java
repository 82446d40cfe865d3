// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.RunRecord;

/**
 * A model of the comparison with all its runs.
 *
 * @param runs its runs, in the order of the plan, at least one
 */
public record ComparedModel(String name, String variant, List<ComparedRun> runs) {

    public ComparedModel {
        runs = List.copyOf(runs);
    }

    public List<RunRecord> completed() {
        return runs.stream().map(ComparedRun::completed).flatMap(Optional::stream).toList();
    }

    public List<ComparedRun> failed() {
        return runs.stream().filter(run -> run.failure().isPresent()).toList();
    }

    public List<ComparedRun> pending() {
        return runs.stream().filter(run -> run.ended().isEmpty()).toList();
    }
}

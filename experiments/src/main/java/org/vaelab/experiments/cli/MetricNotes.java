// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Metrics of a comparison that have no number, or one with a caveat: a line for each, with the models. Metrics that are
 * absent although nobody asked for them are left out, unless they failed.
 */
final class MetricNotes {

    private MetricNotes() {}

    static void print(PrintWriter out, ComparisonFolder folder, ComparisonPlan plan)
            throws IOException {
        Map<String, Set<String>> models = new LinkedHashMap<>();
        for (PlannedRun run : plan.runs()) {
            RunFolder runFolder = folder.run(run);
            if (!runFolder.hasResult()) {
                continue;
            }
            RunRecord record = runFolder.readResult();
            if (record.failure() == null) {
                notes(record.provenance())
                        .forEach(
                                note ->
                                        models.computeIfAbsent(note, n -> new LinkedHashSet<>())
                                                .add(record.model()));
            }
        }
        models.forEach((note, of) -> out.println(note + " (" + String.join(", ", of) + ")"));
    }

    private static Set<String> notes(Provenance provenance) {
        Set<String> notes = new LinkedHashSet<>();
        provenance
                .missedMetrics()
                .forEach((name, reason) -> notes.add(name + " is absent: " + reason));
        provenance
                .choices()
                .forEach(
                        (choice, caveat) -> {
                            if (choice.startsWith(Provenance.CAVEAT)) {
                                String name = choice.substring(Provenance.CAVEAT.length());
                                notes.add(name + ": " + caveat);
                            }
                        });
        return notes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.ComparedRun.TrainingLog;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.testkit.reports.Records;

/** A comparison of one run that the health monitor observed. */
final class Observed {

    private Observed() {}

    /**
     * Returns the comparison.
     *
     * @param folder of the run, which exists
     * @param elbo its bound in the end
     * @param signals of each observation; the weight of the KL moves if it is among them and below
     *     1
     */
    static Comparison comparison(
            Path folder,
            double elbo,
            List<Map<String, Double>> signals,
            List<HealthFinding> findings)
            throws IOException {
        Comparison made =
                new Records().run("vae", Map.of("elbo", Records.bound(elbo, 1))).comparison();
        ComparedRun run = made.models().get(0).runs().get(0);
        RunFolder own = new RunFolder(folder);
        try (HealthFile.Writer file = own.health().open(-1)) {
            for (int i = 0; i < signals.size(); i++) {
                Map<String, Double> all = signals.get(i);
                boolean moves = all.getOrDefault(HealthObservation.EFFECTIVE_BETA, 1.0) < 1;
                file.append(new HealthObservation(50L * i, "all", moves, all, Map.of()));
            }
            for (HealthFinding finding : findings) {
                file.append(finding);
            }
        }
        ComparedRun observed =
                new ComparedRun(
                        run.planned(),
                        own,
                        run.record(),
                        new TrainingLog(run.training().history(), own.health().read()),
                        run.klByUnit(),
                        run.gradients(),
                        run.perDatum(),
                        run.diagnostics());
        return Records.comparison(
                made.plan(), List.of(new ComparedModel("vae", "gaussian", List.of(observed))));
    }
}

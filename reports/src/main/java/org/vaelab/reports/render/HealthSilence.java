// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;

/**
 * What it means that the health monitor named no problem: that there is none, or that it cannot
 * tell.
 */
final class HealthSilence {

    private static final String NONE = "The health monitor found no problem.";

    private final List<String> inactive = new ArrayList<>();
    private final List<String> brief = new ArrayList<>();
    private final List<String> moving = new ArrayList<>();

    private HealthSilence() {}

    /**
     * Returns the sentences.
     *
     * @param isAll whether no problem of any model was named
     * @throws IOException if the observations of a run cannot be read
     */
    static List<String> of(Comparison comparison, boolean isAll) throws IOException {
        HealthSilence silence = new HealthSilence();
        for (ComparedModel model : comparison.models()) {
            silence.add(model);
        }
        List<String> sentences = new ArrayList<>();
        sentence(
                sentences,
                silence.inactive,
                "No unit was active when the monitor last looked. Training is too short to tell a collapse from a"
                        + " slow start.");
        sentence(
                sentences,
                silence.brief,
                "The health monitor looked fewer than %s times. That is too short to tell whether a problem begins."
                        .formatted(HealthObservation.ENOUGH));
        sentence(
                sentences,
                silence.moving,
                "No unit was active when the monitor last looked, and the weight of the KL still changed. A warm-up that"
                        + " does not end before training (training.warmup, training.klWeight) may be the cause.");
        return isAll && sentences.isEmpty() ? List.of(NONE) : sentences;
    }

    private static void sentence(List<String> sentences, List<String> models, String text) {
        if (!models.isEmpty()) {
            sentences.add(String.join(", ", models) + ": " + text);
        }
    }

    private void add(ComparedModel model) throws IOException {
        boolean isInactive = false;
        boolean isBrief = false;
        boolean isMoving = false;
        for (ComparedRun run : model.runs()) {
            HealthFile.Content health = run.training().health();
            List<HealthObservation> seen = health.observations();
            if (!seen.isEmpty() && health.findings().isEmpty()) {
                HealthObservation last = seen.get(seen.size() - 1);
                isInactive |= last.signal(HealthObservation.ACTIVE_UNITS) == 0;
                isMoving |= last.weightMoves();
                isBrief |= seen.size() < HealthObservation.ENOUGH;
            }
        }
        if (isInactive) {
            (isMoving ? moving : inactive).add(model.label().plain());
        } else if (isBrief) {
            brief.add(model.label().plain());
        }
    }
}

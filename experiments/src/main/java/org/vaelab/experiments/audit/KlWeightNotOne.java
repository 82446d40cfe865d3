// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Locale;
import org.vaelab.framework.component.Schedule;

/**
 * A loss whose weight of the KL does not end at 1, where nobody says that this is what the model is
 * about: the weight is that of {@code training}, and not one that the variant holds. Losses are means over
 * data of sums over values and units, in nats, so that the weight is the beta of the papers as it is.
 */
final class KlWeightNotOne implements ModelCheck {

    private static final double TOLERANCE = 0.01;

    @Override
    public String name() {
        return "kl-weight";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        Schedule schedule = model.run().training().klSchedule();
        long last = model.run().training().steps() - 1;
        boolean byTraining = Math.abs(model.lastKlWeight() - schedule.at(last)) < 1e-9;
        double end = end(schedule, last);
        if (!byTraining || Math.abs(end - 1) <= TOLERANCE) {
            return List.of();
        }
        return List.of(
                new Doubt(
                        String.format(
                                Locale.ROOT,
                                "the loss ends with weight %s of the KL, and the bound that is"
                                        + " reported has weight 1: the model is trained for another"
                                        + " quantity than it is measured by",
                                Math.round(1000 * end) / 1000.0),
                        "let training.klWeight end at 1, or name the weight as what the model is"
                                + " about: variant: beta"));
    }

    /** A ramp that training does not finish has a warning of its own, {@link UnfinishedRamp}. */
    private static double end(Schedule schedule, long last) {
        if (schedule instanceof Schedule.Linear linear) {
            return linear.at(Math.max(last, linear.steps()));
        }
        if (schedule instanceof Schedule.Piecewise pieces && !pieces.until().isEmpty()) {
            return pieces.at(Math.max(last, pieces.until().get(pieces.until().size() - 1)));
        }
        return schedule instanceof Schedule.Cosine cosine
                ? cosine.at(Math.max(last, cosine.steps()))
                : schedule.at(last);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.training.TrainingSettings;

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
        TrainingSettings training = model.run().training();
        Schedule schedule = training.klSchedule();
        long last = training.steps() - 1;
        List<Doubt> doubts = new ArrayList<>();
        if (Math.abs(model.lastKlWeight() - schedule.at(last)) < 1e-9) {
            add("the KL", "training.klWeight", end(schedule, last), doubts);
        }
        training.layerKlWeight()
                .forEach(
                        (name, own) ->
                                add(
                                        "the KL of " + name,
                                        "training.layerKlWeight." + name,
                                        end(own, last),
                                        doubts));
        return doubts;
    }

    private static void add(String of, String key, double end, List<Doubt> doubts) {
        if (Math.abs(end - 1) > TOLERANCE) {
            doubts.add(
                    new Doubt(
                            String.format(
                                    Locale.ROOT,
                                    "the loss ends with weight %s of %s, and the bound that is"
                                            + " reported has weight 1: the model is trained for"
                                            + " another quantity than it is measured by",
                                    Math.round(1000 * end) / 1000.0,
                                    of),
                            "let "
                                    + key
                                    + " end at 1, or name the weight as what the model is about:"
                                    + " variant: beta"));
        }
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

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.internal.comparison.BoundOrder;
import org.vaelab.reports.internal.text.NumberText;
import org.vaelab.reports.statistics.MeanInterval;

/** What is wrong with the bounds of models, found once for the summary and for the terminal. */
public final class WrongBounds {

    private WrongBounds() {}

    /**
     * Returns a sentence for each model whose bound contradicts its log p(x), or is below that of the
     * model before its first step.
     *
     * @throws IOException if a file of a run cannot be read
     */
    public static List<String> of(Comparison comparison) throws IOException {
        return comparison.differences().wrongBounds.of("all", () -> found(comparison));
    }

    private static List<String> found(Comparison comparison) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            BoundOrder.of(comparison, model)
                    .filter(BoundOrder::isWrong)
                    .ifPresent(order -> wrong.add(boundAbove(model, order)));
            belowStart(comparison, model).ifPresent(wrong::add);
        }
        return wrong;
    }

    /**
     * Says that the ELBO of a trained model is below the bound before its first step: its objective led away from log
     * p(x). Empty if it is not below by more than 1 nat and than the root of the size, by which a mean over other examples
     * may differ.
     *
     * @throws IOException if the observations of a run cannot be read
     */
    private static Optional<String> belowStart(Comparison comparison, ComparedModel model)
            throws IOException {
        List<Metric> bound = comparison.metrics(MetricRole.BOUND);
        if (bound.size() != 1) {
            return Optional.empty();
        }
        double sum = 0;
        int runs = 0;
        for (ComparedRun run : model.runs()) {
            List<HealthObservation> seen = run.health().observations();
            if (run.record() != null && !seen.isEmpty()) {
                sum += seen.get(0).signal(HealthObservation.BOUND);
                runs++;
            }
        }
        double before = sum / runs;
        double allowed = Math.max(1, Math.sqrt(Math.abs(before)));
        return Measured.of(model, bound.get(0))
                .overSeeds()
                .map(MeanInterval::mean)
                .filter(elbo -> elbo < before - allowed)
                .map(
                        elbo ->
                                "The ELBO of %s is %s, and its bound was %s before the first step: what it minimises does not raise log p(x)."
                                        .formatted(
                                                model.term(),
                                                NumberText.significant(elbo, 4),
                                                NumberText.significant(before, 4)));
    }

    private static String boundAbove(ComparedModel model, BoundOrder order) {
        return "The ELBO of %s is %s nats above the bound of log p(x) of the same %s examples, which is"
                        .formatted(
                                model.term(),
                                NumberText.significant(order.difference().mean(), 2),
                                order.difference().n())
                + " more than chance: its log p(x) is not to be used.";
    }
}

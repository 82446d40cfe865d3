// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.BoundGain;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.text.NumberText;

/** What is wrong with the bounds of models, found once for the summary and for the terminal. */
@Internal
public final class WrongBounds {

    private static final double ERRORS = 4;

    private WrongBounds() {}

    /**
     * Returns a sentence for each model whose bound contradicts its log p(x), or is below that of
     * the model before its first step, on training or on other data.
     *
     * @throws IOException if a file of a run cannot be read
     */
    public static List<String> of(Comparison comparison) throws IOException {
        return comparison.wrongBounds.of("all", () -> found(comparison));
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
     * Says that training lowered the bound of training examples, so that its objective led away
     * from log p(x); or that it raised that, and the ELBO of the evaluated data is below all the
     * same. Each is said of more than 1 nat, more than the root of the size, and more than {@value
     * #ERRORS} standard errors over the examples. The seeds may share examples, so their errors are
     * averaged.
     */
    private static Optional<String> belowStart(Comparison comparison, ComparedModel model) {
        List<BoundGain> gains =
                model.completed().stream()
                        .map(record -> record.provenance().facts().training().bound())
                        .filter(Objects::nonNull)
                        .toList();
        List<ReportedMetric> bound = comparison.metrics(MetricRole.BOUND);
        if (gains.isEmpty() || bound.size() != 1) {
            return Optional.empty();
        }
        double before = mean(gains, of -> of.before().value());
        double gain = mean(gains, of -> of.gain().value());
        String start = NumberText.significant(before, 4);
        String end = NumberText.significant(before + gain, 4);
        if (isBelow(before, gain, mean(gains, of -> of.gain().standardError()))) {
            return Optional.of(
                    "The bound of %s on training examples fell from %s before the first step to %s: what it minimises does not raise log p(x)."
                            .formatted(model.term(), start, end));
        }
        MeasuredMetric elbo = MeasuredMetric.of(model, bound.get(0));
        double error = Math.hypot(mean(gains, of -> of.before().standardError()), elbo.dataError());
        // That the test has classes which training has not is said already.
        boolean isNews =
                model.completed().stream()
                        .allMatch(r -> r.provenance().facts().preparation().leftOut() == null);
        String part = comparison.evaluatedPart();
        return elbo.overSeeds()
                .map(MeanInterval::mean)
                .filter(test -> isNews && gain >= 0 && isBelow(before, test - before, error))
                .map(
                        test ->
                                "The ELBO of %s on %s data is %s, and that of training examples rose from %s before the first step to %s: it overfits, or the %s data differ from the training data."
                                        .formatted(
                                                model.term(),
                                                part,
                                                NumberText.significant(test, 4),
                                                start,
                                                end,
                                                part));
    }

    private static double mean(List<BoundGain> gains, ToDoubleFunction<BoundGain> number) {
        return gains.stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    private static boolean isBelow(double before, double gain, double error) {
        return -gain > Math.max(ERRORS * error, Math.max(1, Math.sqrt(Math.abs(before))));
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

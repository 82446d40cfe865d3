// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.reports.text.NumberText;

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
            LostBound.of(comparison, model)
                    .ifPresent(lost -> wrong.add(boundBelowStart(model, lost)));
        }
        return wrong;
    }

    private static String boundBelowStart(ComparedModel model, LostBound lost) {
        return "The ELBO of %s is %s, and its bound was %s before the first step: what it minimises does not raise log p(x)."
                .formatted(
                        model.term(),
                        NumberText.significant(lost.elbo(), 4),
                        NumberText.significant(lost.before(), 4));
    }

    private static String boundAbove(ComparedModel model, BoundOrder order) {
        return "The ELBO of %s is %s nats above the bound of log p(x) of the same %d examples, which is"
                        .formatted(
                                model.term(),
                                NumberText.significant(order.difference().mean(), 2),
                                order.difference().n())
                + " more than chance: its log p(x) is not to be used.";
    }
}

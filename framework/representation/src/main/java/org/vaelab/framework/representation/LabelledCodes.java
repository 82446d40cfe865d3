// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.random.RandomKey;

/**
 * Codes of training examples at their locations, with their labels: what a probe is fitted to.
 *
 * @param codes [n, L]
 * @param labels [n]
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record LabelledCodes(Codes codes, int[] labels) {

    /**
     * Draws n training examples, equally many of each label: the same for all probes, and a smaller draw is
     * part of every larger one. The draw goes by the key of the evaluation, and so by the seed of a run.
     *
     * @throws UndefinedMetricException if there are not enough, or no labels
     */
    static LabelledCodes drawn(MetricContext subject, int count, ProbeAccuracy.Input input) {
        // One key for all counts.
        RandomKey key =
                subject.shared("representation.labels", RandomKey.class, MetricContext::key);
        return subject.shared(
                "representation.labelled" + input + count,
                LabelledCodes.class,
                context -> {
                    KnownLabels training = KnownLabels.ofTraining(context);
                    int[] rows = KnownLabels.balanced(training.labels(), count, key);
                    return of(context, training.examples().select(rows), input);
                });
    }

    private static LabelledCodes of(
            MetricContext context, Examples chosen, ProbeAccuracy.Input input) {
        return new LabelledCodes(
                input == ProbeAccuracy.Input.CODES
                        ? Codes.of(context, chosen, Codes.Point.LOCATION)
                        : Codes.ofValues(chosen),
                KnownLabels.column(chosen).values());
    }
}

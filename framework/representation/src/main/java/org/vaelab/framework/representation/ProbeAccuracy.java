// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Locale;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.random.RandomKey;

/**
 * The accuracy of a simple classifier that predicts labels from codes, or from x itself for
 * comparison. It is fitted to few training examples, equally many of each label, or to all with a
 * known label if there are no more. The accuracy is that on all test examples with a known label,
 * with its binomial standard error.
 */
final class ProbeAccuracy extends RepresentationMetric {

    /**
     * The k of k nearest neighbours, as S-VAE's table has it (Davidson et al. 2018, section 5.3).
     */
    static final int NEIGHBOURS = 5;

    /** The input of a classifier. */
    enum Input {
        /** The location of q(z given x). */
        CODES(""),
        /** x as evaluation sees it. */
        VALUES("x.");

        private final String prefix;

        Input(String prefix) {
            this.prefix = prefix;
        }

        /** Returns the prefix of the names of metrics, before the name of the classifier. */
        String prefix() {
            return prefix;
        }
    }

    /** Classifiers, named as in the names of metrics. */
    enum Classifier {
        KNN {
            @Override
            int[] predict(LabelledCodes fitted, double[][] codes, RandomKey key) {
                return new NearestNeighbours(fitted.codes().rows(), fitted.labels(), NEIGHBOURS)
                        .predict(codes);
            }
        },
        LOGISTIC {
            @Override
            int[] predict(LabelledCodes fitted, double[][] codes, RandomKey key) {
                return new LogisticRegression(fitted.codes().rows(), fitted.labels(), key)
                        .predict(codes);
            }
        };

        abstract int[] predict(LabelledCodes fitted, double[][] codes, RandomKey key);

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final int labels;
    private final Input input;
    private final Classifier classifier;

    ProbeAccuracy(int labels, Input input, Classifier classifier) {
        super(
                KnownLabels::obstacle,
                "Accuracy by " + input.prefix() + classifier + labels,
                String.format(
                        Locale.ROOT,
                        "The accuracy of a classifier (%s) fitted to %s of %d labelled training"
                                + " examples.",
                        classifier,
                        input == Input.CODES ? "the codes" : "the values",
                        labels));
        this.labels = labels;
        this.input = input;
        this.classifier = classifier;
    }

    @Override
    public Measured measure(MetricContext subject) {
        Factor truth = KnownLabels.ofTest(subject).labels();
        LabelledCodes fitted = LabelledCodes.drawn(subject, labels, input);
        double[][] codes =
                input == Input.CODES
                        ? KnownLabels.testCodes(subject).rows()
                        : KnownLabels.testValues(subject).rows();
        int[] predicted = classifier.predict(fitted, codes, subject.key());
        return mean(hits(predicted, truth.values()));
    }

    /**
     * Codes of training examples at their locations, with their labels: what a probe is fitted to.
     *
     * @param codes [n, L]
     * @param labels [n]
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record LabelledCodes(CodeMatrix codes, int[] labels) {

        /**
         * Draws n training examples, equally many of each label: the same for all probes, and a
         * smaller draw is part of every larger one. The draw goes by the key of the evaluation, and
         * so by the seed of a run.
         *
         * @throws org.vaelab.framework.evaluation.UndefinedMetricException if there are not enough,
         *     or no labels
         */
        static LabelledCodes drawn(MetricContext subject, int count, ProbeAccuracy.Input input) {
            // One key for all counts.
            RandomKey key = subject.get(new Shared<>("representation.labels", MetricContext::key));
            return subject.get(
                    new Shared<>(
                            "representation.labelled" + input + count,
                            context -> {
                                KnownLabels training = KnownLabels.ofTraining(context);
                                int[] rows = KnownLabels.balanced(training.labels(), count, key);
                                return of(context, training.examples().select(rows), input);
                            }));
        }

        private static LabelledCodes of(
                MetricContext context, Examples chosen, ProbeAccuracy.Input input) {
            return new LabelledCodes(
                    input == ProbeAccuracy.Input.CODES
                            ? CodeMatrix.of(context, chosen, CodeMatrix.Point.LOCATION)
                            : CodeMatrix.ofValues(chosen),
                    KnownLabels.column(chosen).values());
        }
    }
}

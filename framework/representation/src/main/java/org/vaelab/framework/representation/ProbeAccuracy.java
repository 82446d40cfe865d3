// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.random.RandomKey;

/**
 * How well a simple classifier tells the labels of all test examples from their codes, after it has seen the
 * labels of few training examples, equally many of each: the accuracy, with its binomial standard error.
 */
abstract class ProbeAccuracy extends RepresentationMetric {

    /** The k of k nearest neighbours, as S-VAE's table has it (Davidson et al. 2018, section 5.3). */
    static final int NEIGHBOURS = 5;

    private final int labels;

    ProbeAccuracy(int labels) {
        this.labels = labels;
    }

    abstract int[] predict(LabelledCodes fitted, double[][] codes, RandomKey key);

    @Override
    final Measurement.Measured estimate(MetricContext subject) {
        Factor truth = ClassLabels.of(subject.test());
        LabelledCodes fitted = LabelledCodes.drawn(subject, labels);
        double[][] codes = ClassLabels.testCodes(subject).rows();
        return mean(Predictions.scores(predict(fitted, codes, subject.key()), truth.values()));
    }

    /** By the {@value #NEIGHBOURS} nearest neighbours. */
    abstract static class Nearest extends ProbeAccuracy {

        Nearest(int labels) {
            super(labels);
        }

        @Override
        final int[] predict(LabelledCodes fitted, double[][] codes, RandomKey key) {
            return new NearestNeighbours(fitted.codes().rows(), fitted.labels(), NEIGHBOURS)
                    .predict(codes);
        }
    }

    /** By logistic regression. */
    abstract static class Logistic extends ProbeAccuracy {

        Logistic(int labels) {
            super(labels);
        }

        @Override
        final int[] predict(LabelledCodes fitted, double[][] codes, RandomKey key) {
            return new LogisticRegression(fitted.codes().rows(), fitted.labels(), key)
                    .predict(codes);
        }
    }

    /** By neighbours among 100. */
    static final class Nearest100 extends Nearest {
        Nearest100() {
            super(100);
        }
    }

    /** By neighbours among 600. */
    static final class Nearest600 extends Nearest {
        Nearest600() {
            super(600);
        }
    }

    /** By neighbours among 1,000. */
    static final class Nearest1000 extends Nearest {
        Nearest1000() {
            super(1000);
        }
    }

    /** By a regression on 100. */
    static final class Logistic100 extends Logistic {
        Logistic100() {
            super(100);
        }
    }

    /** By a regression on 600. */
    static final class Logistic600 extends Logistic {
        Logistic600() {
            super(600);
        }
    }

    /** By a regression on 1,000. */
    static final class Logistic1000 extends Logistic {
        Logistic1000() {
            super(1000);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.predictive.ModelSamples;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;

/**
 * The classifier two-sample test (Lopez-Paz and Oquab 2017): how often a classifier tells test data
 * from samples of the model. It is fitted to one half of both, and its accuracy is measured on the
 * other. If the data come from the model, the accuracy is 0.5 in expectation, with the binomial
 * standard error of independent examples.
 *
 * <p>It does not rank models. A classifier may fail to tell bad samples: logistic regression sees
 * means of values alone, and neighbours may take all of a noisy sample for data. So 0.5 is no proof
 * of a good model.
 *
 * @param classifier logistic regression of the values, or the k nearest neighbours, k being the
 *     root of the number of examples
 */
@Cites("lopezpaz2017")
record TwoSampleAccuracy(
        @JsonIgnore TwoSampleAccuracy.Classifier classifier,
        @Setting(value = ModelSamples.EXAMPLES, defaultValue = "1000") int examples)
        implements Metric {

    TwoSampleAccuracy {
        Counts.atLeastOne("examples", examples);
    }

    /** Returns the accuracy of a classifier with its usual settings. */
    static TwoSampleAccuracy of(Classifier classifier) {
        return StrictMapper.defaults(TwoSampleAccuracy.class, Map.of("classifier", classifier));
    }

    /** What tells data from samples. */
    enum Classifier {
        LOGISTIC("", "logistic regression"),
        NEIGHBOURS(".neighbours", "nearest neighbours");

        private final String suffix;
        private final String text;

        Classifier(String suffix, String text) {
            this.suffix = suffix;
            this.text = text;
        }

        /** Returns the name of the metric. */
        String metric() {
            return "twoSample" + suffix;
        }
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Two-sample accuracy (" + classifier.text + ")",
                        Direction.NEITHER,
                        "How often "
                                + classifier.text
                                + " tells held-out test data from samples of the model; 0.5 is chance.")
                .within(0, 1);
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return ModelSamples.obstacle(data);
    }

    @Override
    public Measured measure(MetricContext subject) {
        UndefinedMetricException.requireNone(ModelSamples.obstacle(subject));
        ModelSamples found = ModelSamples.of(subject, examples);
        int half = Math.min(found.data().length, found.samples().length) / 2;
        if (half < 2) {
            throw new UndefinedMetricException(
                    "a classifier needs at least 4 test examples, of which half are held out");
        }
        int[] labels = new int[2 * half];
        double[][] fitted = new double[2 * half][];
        double[][] heldOut = new double[2 * half][];
        // Data and samples in turn: halves of a file may differ, its odd and even rows do not.
        for (int i = 0; i < half; i++) {
            labels[2 * i + 1] = 1;
            fitted[2 * i] = found.data()[2 * i];
            fitted[2 * i + 1] = found.samples()[2 * i];
            heldOut[2 * i] = found.data()[2 * i + 1];
            heldOut[2 * i + 1] = found.samples()[2 * i + 1];
        }
        int[] predicted = predict(fitted, labels, heldOut, subject.key().split("fit"));
        double[] scores = RepresentationMetric.hits(predicted, labels);
        return new Measured(Measured.mean(scores, 1).estimate(), half);
    }

    private int[] predict(double[][] fitted, int[] labels, double[][] heldOut, RandomKey key) {
        return switch (classifier) {
            case LOGISTIC -> new LogisticRegression(fitted, labels, key).predict(heldOut);
            case NEIGHBOURS -> {
                // Odd, so that no vote is a tie.
                int k = (int) Math.sqrt(fitted.length) / 2 * 2 + 1;
                yield new NearestNeighbours(fitted, labels, Math.min(k, fitted.length))
                        .predict(heldOut);
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.vaelab.framework.random.RandomKey;

/**
 * Multinomial logistic regression by Tribuo, of coordinates that are brought to mean 0 and variance
 * 1 by those it is fitted to: AdaGrad (rate {@value #RATE}, epsilon {@value #EPSILON}), {@value
 * #EPOCHS} epochs of single examples, no penalty on the weights.
 */
final class LogisticRegression {

    static final double RATE = 0.3;
    static final double EPSILON = 0.1;
    static final int EPOCHS = 100;

    /** Tribuo logs the loss after so many steps; -1: not at all. */
    private static final int NO_LOGGING = -1;

    private final double[] mean;
    private final double[] deviation;
    private final TribuoExamples examples;
    private final Model<Label> model;

    LogisticRegression(double[][] codes, int[] labels, RandomKey key) {
        CodeMatrix all = new CodeMatrix(codes);
        Moments[] moments =
                IntStream.range(0, all.width())
                        .mapToObj(l -> Moments.of(all.coordinate(l)))
                        .toArray(Moments[]::new);
        mean = Arrays.stream(moments).mapToDouble(Moments::mean).toArray();
        deviation =
                Arrays.stream(moments)
                        .mapToDouble(m -> Math.sqrt(m.populationVariance()))
                        .map(d -> d == 0 ? 1 : d)
                        .toArray();
        examples = new TribuoExamples(all.width());
        LinearSGDTrainer trainer =
                new LinearSGDTrainer(
                        new LogMulticlass(),
                        new AdaGrad(RATE, EPSILON),
                        EPOCHS,
                        NO_LOGGING,
                        key.bits());
        model =
                trainer.train(
                        examples.labelled(
                                Arrays.stream(codes).map(this::scaled).toArray(double[][]::new),
                                labels));
    }

    private double[] scaled(double[] code) {
        double[] scaled = new double[code.length];
        Arrays.setAll(scaled, l -> (code[l] - mean[l]) / deviation[l]);
        return scaled;
    }

    /** Returns the predicted label of each code [M, L], [M]. */
    int[] predict(double[][] codes) {
        return Arrays.stream(codes)
                .mapToInt(
                        code ->
                                TribuoExamples.value(
                                        model.predict(examples.unknown(scaled(code))).getOutput()))
                .toArray();
    }
}

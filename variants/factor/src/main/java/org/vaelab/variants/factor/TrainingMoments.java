// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** Second moments of training examples about the mean of the training data. */
record TrainingMoments(TensorRuntime runtime, Examples examples, double[] mean) {

    private static final int CHUNK = 1000;

    static TrainingMoments of(PartContext context, int most) {
        DataSummary data = context.data();
        RandomKey key = context.key().split("examples");
        return new TrainingMoments(
                context.runtime(),
                data.trainingSample(Math.min(most, data.trainingSize()), key),
                data.trainingMean());
    }

    double[] variances() {
        double[] sums = new double[mean.length];
        double[] row = new double[mean.length];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int d = 0; d < row.length; d++) {
                double deviation = row[d] - mean[d];
                sums[d] += deviation * deviation / examples.size();
            }
        }
        return sums;
    }

    /** Returns the covariance, [D, D], divided by the number of examples. */
    double[] covariance() {
        int width = mean.length;
        try (TensorScope scope = runtime.scope()) {
            Tensor sum = runtime.zeros(Shape.of(width, width), DType.FLOAT64);
            for (int from = 0; from < examples.size(); from += CHUNK) {
                try (TensorScope inner = runtime.scope()) {
                    Tensor rows = deviations(from, Math.min(examples.size(), from + CHUNK));
                    sum = inner.detach(sum.add(rows.transpose().matmul(rows)));
                }
            }
            return sum.mul(1.0 / examples.size()).readDoubles();
        }
    }

    private Tensor deviations(int from, int to) {
        int width = mean.length;
        double[] values = new double[(to - from) * width];
        for (int i = from; i < to; i++) {
            int start = (i - from) * width;
            examples.read(i, values, start);
            for (int d = 0; d < width; d++) {
                values[start + d] -= mean[d];
            }
        }
        return runtime.tensor(values, Shape.of(to - from, width), DType.FLOAT64);
    }
}

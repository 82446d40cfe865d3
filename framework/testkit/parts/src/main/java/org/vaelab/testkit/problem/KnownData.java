// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/**
 * Training data of which no more is known than the mean, and the columns of labels: a sample is of
 * independent Bernoulli values with that mean, which lie in every domain.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record KnownData(
        DataShape shape, ValueDomain domain, double[] trainingMean, List<LabelColumn> labels)
        implements DataSummary {

    public static final int SIZE = 60;

    public KnownData {
        labels = List.copyOf(labels);
    }

    public KnownData(DataShape shape, ValueDomain domain, double[] trainingMean) {
        this(shape, domain, trainingMean, List.of());
    }

    @Override
    public int trainingSize() {
        return SIZE;
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        int width = shape.size();
        float[] uniform = new float[count * width];
        key.uniform(uniform, 0, uniform.length);
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = uniform[i] < trainingMean[i % width] ? 1 : 0;
        }
        return Examples.unitInterval(width, uniform);
    }
}

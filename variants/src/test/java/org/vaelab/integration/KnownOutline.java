// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.TrainingOutline;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/**
 * Training data of which no more is known than the mean: a sample is of independent Bernoulli values
 * with that mean, which lie in every domain.
 */
record KnownOutline(DataShape shape, ValueDomain domain, double[] trainingMean)
        implements TrainingOutline {

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

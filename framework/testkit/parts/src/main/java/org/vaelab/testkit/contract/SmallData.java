// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/**
 * Training data without labels, of which a sample has as many as are asked for, uniform on what their domain has between
 * 0 and 1.
 */
record SmallData(int width, ValueDomain domain) implements DataSummary {

    /** The number of examples, for parts that keep something of each. */
    static final int SIZE = 60;

    private static final double MEAN = 0.3;

    @Override
    public DataShape shape() {
        return DataShape.flat(width);
    }

    @Override
    public int trainingSize() {
        return SIZE;
    }

    @Override
    public List<LabelColumn> labels() {
        return List.of();
    }

    @Override
    public double[] trainingMean() {
        double[] mean = new double[width];
        Arrays.fill(mean, MEAN);
        return mean;
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        float[] values = new float[count * width];
        key.uniform(values, 0, values.length);
        return switch (domain) {
            case BINARY -> Examples.binary(width, scaled(values, 2));
            case GREY_LEVELS -> Examples.greyLevels(width, scaled(values, 256));
            case UNIT_INTERVAL -> Examples.unitInterval(width, values);
            case REAL -> Examples.real(width, values);
        };
    }

    /** Uniform draws lie below 1. */
    private static byte[] scaled(float[] values, int levels) {
        byte[] scaled = new byte[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (byte) Math.min(levels - 1, (int) (levels * values[i]));
        }
        return scaled;
    }
}

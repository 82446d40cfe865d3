// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.function.UnaryOperator;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.tensor.Tensor;

/** Takes down from which head output a likelihood would start a decoder. */
public final class HeadStart implements Decoder {

    private double[] headOutput;

    private HeadStart(int width) {
        headOutput = new double[width];
    }

    /**
     * Returns the head output; zeros if the likelihood starts no decoder.
     *
     * @param mean of the training data
     * @param width of the head
     */
    public static double[] of(Likelihood likelihood, double[] mean, int width) {
        HeadStart start = new HeadStart(width);
        likelihood.startAt(mean, start);
        return start.headOutput;
    }

    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutputOf) {
        headOutput = headOutputOf.apply(mean);
    }

    @Override
    public Tensor apply(Tensor x) {
        throw new IllegalStateException("it only takes down a start");
    }
}

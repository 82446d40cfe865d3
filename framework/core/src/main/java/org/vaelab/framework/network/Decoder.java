// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.function.UnaryOperator;

/** A network whose output is that of a likelihood's head, and can start from a known one. */
public interface Decoder extends Network {

    /**
     * Sets the last bias to the head output for the mean of the training data. A dense layer has
     * one bias per output. A convolution has one per channel, which starts from the mean over all
     * pixels.
     *
     * @param mean the mean of the training data, one number a value
     * @param headOutput from such a mean to the head output whose observation has it
     */
    void startAt(double[] mean, UnaryOperator<double[]> headOutput);
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.AdamStep;

/** The numbers of a step of Adam, rounded where the composed definition rounds them. */
record AdamConstants(
        float beta1,
        float rest1,
        float beta2,
        float rest2,
        float correction,
        float epsilon,
        float rate,
        float decay) {

    static AdamConstants of(AdamStep step) {
        return new AdamConstants(
                (float) step.beta1(),
                (float) (1 - step.beta1()),
                (float) step.beta2(),
                (float) (1 - step.beta2()),
                (float) (1 / step.secondCorrection()),
                (float) step.epsilon(),
                (float) (step.learningRate() / step.firstCorrection()),
                (float) (1 - step.learningRate() * step.weightDecay()));
    }
}

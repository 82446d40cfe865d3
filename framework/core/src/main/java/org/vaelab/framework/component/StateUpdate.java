// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

/**
 * A change of state that is not learned by gradient: a moving average, a multiplier, a codebook. A
 * training step returns it with its loss, and makes it after the parameters have followed the
 * gradient. It runs outside of any tape and inside the scope of the step, so it can use tensors of
 * the step. A trial step makes no updates.
 */
@FunctionalInterface
public interface StateUpdate {

    void make(TrainingProgress clock);
}

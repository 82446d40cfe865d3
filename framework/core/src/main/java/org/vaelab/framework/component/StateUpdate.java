// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

/**
 * A change of state that is not learned by gradient: a moving average, a multiplier, a codebook. A
 * training step finds it along with its loss, and makes it once the parameters have followed the
 * gradient, outside of any tape and inside of the step's scope: tensors of the step can still be
 * used. A step that is only tried makes none.
 */
@FunctionalInterface
public interface StateUpdate {

    void make(TrainingProgress clock);
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.function.DoubleSupplier;
import org.vaelab.framework.tensor.Tensor;

/**
 * A number of a step that lies on the device. The history reads it with the losses. Reading it
 * earlier waits for the device.
 *
 * @param tensor of rank 0, without a gradient
 */
public record UnreadNumber(Tensor tensor) implements DoubleSupplier {

    @Override
    public double getAsDouble() {
        return tensor.readScalar();
    }
}

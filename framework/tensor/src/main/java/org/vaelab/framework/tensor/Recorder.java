// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.List;

/** Hears of every operation whose result depends on a tracked tensor, in order. */
public interface Recorder {

    /**
     * Remembers an operation.
     *
     * @param inputs its operands, at least one of them tracked
     * @param pullback takes the gradient of the output to those of the inputs
     */
    void record(Tensor output, List<Tensor> inputs, Pullback pullback);
}

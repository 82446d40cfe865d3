// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.Arrays;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.ReductionOperations;

/** Writes down folds of axes. */
record TracedReductions(ReductionOperations real, Recording recording)
        implements ReductionOperations {

    @Override
    public Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        return recording.result(
                new Operation.Reduce(function, Arrays.stream(axes).boxed().toList(), keepAxes),
                real.reduce(function, Recording.real(a), axes, keepAxes),
                a);
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return recording.result(
                new Operation.Softmax(axis, false), real.softmax(Recording.real(a), axis), a);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return recording.result(
                new Operation.Softmax(axis, true), real.logSoftmax(Recording.real(a), axis), a);
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        return recording.result(
                new Operation.ArgMax(axis), real.argMax(Recording.real(a), axis), a);
    }
}

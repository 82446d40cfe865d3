// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.ReductionOperations;

/** Functions that fold axes, and functions along one. */
final class Reductions implements ReductionOperations {

    private final TorchMemory memory;
    private final Constants constants;
    private final ScalarTypeOptional sameType = new ScalarTypeOptional();

    Reductions(TorchMemory memory, Constants constants) {
        this.memory = memory;
        this.constants = constants;
    }

    void close() {
        sameType.close();
    }

    @Override
    public Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        if (axes.length == 0) {
            // libtorch takes no axes for all of them; a fold over none is the element itself.
            return a;
        }
        Shape shape = a.shape().reduce(axes, keepAxes);
        TorchBuffer result = memory.allocate(shape, a.dtype());
        double count = 1;
        for (int axis : axes) {
            count *= a.shape().extent(axis);
        }
        Tensor y = result.tensor();
        Tensor x = ((TorchBuffer) a).tensor();
        long[] folded = NativeTensor.longs(axes);
        switch (function) {
            case SUM -> torch.sum_out(y, x, folded, keepAxes, sameType);
            case MEAN -> {
                // As libtorch's mean, in less time for a batch of scalars.
                torch.sum_out(y, x, folded, keepAxes, sameType);
                y.div_(constants.of(count, a.dtype()));
            }
            case MAXIMUM -> torch.amax_out(y, x, folded, keepAxes);
            case MINIMUM -> torch.amin_out(y, x, folded, keepAxes);
            case LOG_SUM_EXP -> torch.logsumexp_out(y, x, folded, keepAxes);
        }
        return result;
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        TorchBuffer result = memory.allocate(a.shape(), a.dtype());
        torch.softmax_out(result.tensor(), ((TorchBuffer) a).tensor(), axis);
        return result;
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        TorchBuffer result = memory.allocate(a.shape(), a.dtype());
        torch.log_softmax_out(result.tensor(), ((TorchBuffer) a).tensor(), axis);
        return result;
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        TorchBuffer result =
                memory.allocate(a.shape().reduce(new int[] {axis}, false), DType.INT32);
        try (LongOptional along = new LongOptional(axis);
                Tensor found = torch.argmax(((TorchBuffer) a).tensor(), along, false)) {
            result.tensor().copy_(found);
        }
        return result;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.ReductionOperations;

/** Functions that fold axes, and functions along one. */
final class TorchReductions implements ReductionOperations {

    /** As many floats as the widest vector has. */
    private static final int SHORT = 16;

    private final TorchMemory memory;
    private final Constants constants;
    private final boolean onProcessor;
    private final ScalarTypeOptional sameType = new ScalarTypeOptional();

    /**
     * Creates the part.
     *
     * @param onProcessor whether an operation costs little beside its elements
     */
    TorchReductions(TorchMemory memory, Constants constants, boolean onProcessor) {
        this.onProcessor = onProcessor;
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
        Tensor y = result.tensor();
        if (!isOfShortRows(a.shape(), axis)) {
            torch.softmax_out(y, ((TorchBuffer) a).tensor(), axis);
            return result;
        }
        TorchBuffer column = lessLargest(y, a, axis);
        y.exp_();
        torch.sum_out(column.tensor(), y, new long[] {axis}, true, sameType);
        y.div_(column.tensor());
        memory.giveBack(column);
        return result;
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        TorchBuffer result = memory.allocate(a.shape(), a.dtype());
        Tensor y = result.tensor();
        if (!isOfShortRows(a.shape(), axis)) {
            torch.log_softmax_out(y, ((TorchBuffer) a).tensor(), axis);
            return result;
        }
        TorchBuffer column = lessLargest(y, a, axis);
        TorchBuffer exponentials = memory.allocate(a.shape(), a.dtype());
        torch.exp_out(exponentials.tensor(), y);
        torch.sum_out(column.tensor(), exponentials.tensor(), new long[] {axis}, true, sameType);
        memory.giveBack(exponentials);
        y.sub_(column.tensor().log_());
        memory.giveBack(column);
        return result;
    }

    /**
     * Returns whether rows fill less than a vector of the processor. libtorch reduces such rows
     * element by element, which takes five times as long as separate operations.
     */
    private boolean isOfShortRows(Shape shape, int axis) {
        return onProcessor
                && axis == shape.rank() - 1
                && shape.extent(axis) < SHORT
                && shape.size() > 0;
    }

    /**
     * Writes x less its largest element along an axis; returns memory for one number of each row.
     */
    private TorchBuffer lessLargest(Tensor y, Buffer x, int axis) {
        TorchBuffer column = memory.allocate(x.shape().with(axis, 1), x.dtype());
        torch.amax_out(column.tensor(), ((TorchBuffer) x).tensor(), new long[] {axis}, true);
        torch.sub_out(y, ((TorchBuffer) x).tensor(), column.tensor());
        return column;
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

    @Override
    public Buffer sortOrder(Buffer matrix) {
        int columns = matrix.shape().extent(1);
        TorchBuffer result = memory.allocate(Shape.of(matrix.shape().size()), DType.INT32);
        try (Tensor x = ((TorchBuffer) matrix).tensor().add(constants.of(0, matrix.dtype()));
                Tensor order = torch.argsort(x, true, 1, false);
                Tensor starts =
                        torch.arange(
                                new Scalar(0),
                                new Scalar(matrix.shape().size()),
                                new Scalar(columns),
                                order.options());
                Tensor column = starts.unsqueeze(1);
                Tensor found = order.add(column);
                Tensor flat = found.reshape(-1)) {
            result.tensor().copy_(flat);
        }
        return result;
    }
}

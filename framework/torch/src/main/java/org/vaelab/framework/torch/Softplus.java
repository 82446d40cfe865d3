// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * log(1 + e^x), as log1p(e^x) where e^x is finite for every element: on the processor libtorch's
 * own softplus takes twice the time of its exp and its log1p.
 */
record Softplus(TorchMemory memory, Constants constants, boolean onProcessor) {

    /** e^80 is finite in float32. */
    private static final double LARGEST_EXPONENT = 80;

    /** Factors 1 + e^x under one logarithm: beyond four, joining costs what a logarithm does. */
    private static final int MOST_JOINED = 4;

    /** Below this many elements calls take more time than elements. */
    private static final int FEW = 4096;

    private static final long[] LAST_AXIS = {-1};

    /** Writes softplus(x) to y, which may be x. */
    void apply(Tensor y, TorchBuffer x) {
        if (largest(x) <= LARGEST_EXPONENT) {
            torch.exp_out(y, x.tensor());
            y.log1p_();
        } else {
            torch.softplus_out(y, x.tensor(), constants.one, constants.linear(x.dtype()));
        }
    }

    /** Sums softplus over the last axis, and overwrites the arguments. */
    void sum(Tensor sums, TorchBuffer arguments) {
        double largest = largest(arguments);
        Tensor t = arguments.tensor();
        if (!(largest <= LARGEST_EXPONENT)) {
            torch.softplus_out(t, t, constants.one, constants.linear(arguments.dtype()));
            torch.sum_out(sums, t, LAST_AXIS[0]);
            return;
        }
        t.exp_();
        TorchBuffer factors = arguments;
        int last = arguments.shape().rank() - 1;
        for (int joined = 2; joined <= MOST_JOINED; joined *= 2) {
            int width = factors.shape().extent(last);
            if (width % 2 != 0 || joined * largest > LARGEST_EXPONENT) {
                break;
            }
            TorchBuffer first = factors.sliced(last, 0, width / 2);
            Tensor a = first.tensor();
            Tensor b = factors.sliced(last, width / 2, width).tensor();
            // (1 + a) (1 + b) - 1 = a + (b + a b)
            b.addcmul_(a, b);
            a.add_(b);
            factors = first;
        }
        Tensor f = factors.tensor();
        f.log1p_();
        torch.sum_out(sums, f, LAST_AXIS[0]);
    }

    /** Returns the largest element; NaN if one is, or if it is not worth looking. */
    private double largest(TorchBuffer x) {
        if (!onProcessor || x.shape().rank() == 0 || x.shape().size() < FEW) {
            return Double.NaN;
        }
        // libtorch is faster in two steps than over all elements at once.
        TorchBuffer ofRows = memory.allocate(x.shape().range(0, -1), x.dtype());
        torch.amax_out(ofRows.tensor(), x.tensor(), LAST_AXIS, false);
        TorchBuffer ofAll = memory.allocate(Shape.of(), x.dtype());
        torch.max_out(ofAll.tensor(), ofRows.tensor());
        double largest =
                x.dtype() == DType.FLOAT32
                        ? ofAll.tensor().item_float()
                        : ofAll.tensor().item_double();
        memory.giveBack(ofAll);
        memory.giveBack(ofRows);
        return largest;
    }
}

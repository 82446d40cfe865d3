// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** The fused operations, in the fewest passes over memory that libtorch's kernels allow. */
record TorchFusedKernels(
        TensorBackend backend,
        TorchMemory memory,
        Constants constants,
        Softplus softplus,
        Products products)
        implements FusedOperations {

    private static final TensorOptional ABSENT = new TensorOptional();

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        Shape shape = Shape.of(x.shape().extent(0), w.shape().extent(1));
        TorchBuffer result = memory.allocate(shape, x.dtype());
        Tensor y = result.tensor();
        products.affine(result, (TorchBuffer) x, (TorchBuffer) w, (TorchBuffer) b);
        switch (activation) {
            case IDENTITY -> {}
            case RELU -> y.clamp_min_(constants.zero);
            case TANH -> y.tanh_();
            case SIGMOID -> y.sigmoid_();
            case SOFTPLUS -> softplus.apply(y, result);
            case ELU -> torch.elu_(y, constants.one, constants.one, constants.one);
            default -> throw activation.notFused();
        }
        return result;
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer output, Buffer upstream) {
        if (activation == Activation.IDENTITY) {
            return upstream;
        }
        TorchBuffer result = memory.allocate(output.shape(), output.dtype());
        Tensor dx = result.tensor();
        Tensor y = ((TorchBuffer) output).tensor();
        Tensor dy = ((TorchBuffer) upstream).tensor();
        switch (activation) {
            case IDENTITY -> {}
            case RELU -> torch.threshold_backward_out(dx, dy, y, constants.zero);
            case TANH -> torch.tanh_backward_out(dx, dy, y);
            case SIGMOID -> torch.sigmoid_backward_out(dx, dy, y);
            case SOFTPLUS -> {
                // sigmoid(x) = 1 - e^-y for y = softplus(x).
                torch.neg_out(dx, y);
                dx.expm1_().mul_(dy);
                dx.neg_();
            }
            case ELU ->
                    torch.elu_backward_out(
                            dx, dy, constants.one, constants.one, constants.one, true, y);
            default -> throw activation.notFused();
        }
        return result;
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        int rows = logits.shape().extent(0);
        if (logits.shape().size() == 0) {
            return memory.fill(0, Shape.of(rows), logits.dtype());
        }
        TorchBuffer drawn = byDraw(logits, x);
        TorchBuffer sums = memory.allocate(drawn.shape().range(0, -1), logits.dtype());
        TorchBuffer terms = memory.allocate(drawn.shape(), logits.dtype());
        Tensor l = drawn.tensor();
        // softplus(l) - x l is softplus(l) where x = 0 and softplus(-l) where x = 1: nothing
        // cancels.
        torch.addcmul_out(terms.tensor(), l, l, ((TorchBuffer) x).tensor(), constants.minusTwo);
        softplus.sum(sums.tensor(), terms);
        memory.giveBack(terms);
        sums.tensor().neg_();
        return sums.reshaped(Shape.of(rows));
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        if (logits.shape().size() == 0) {
            return memory.fill(0, logits.shape(), logits.dtype());
        }
        TorchBuffer drawn = byDraw(logits, x);
        TorchBuffer result = memory.allocate(drawn.shape(), logits.dtype());
        Tensor r = result.tensor();
        torch.sigmoid_out(r, drawn.tensor());
        torch.sub_out(r, ((TorchBuffer) x).tensor(), r);
        Shape column = drawn.shape().with(-1, 1);
        r.mul_(memory.rowMajor(gradient).reshaped(column).tensor());
        return result.reshaped(logits.shape());
    }

    /** Gives several draws of a batch an axis of their own; one draw stays as it is. */
    private TorchBuffer byDraw(Buffer logits, Buffer x) {
        if (logits.shape().equals(x.shape())) {
            return (TorchBuffer) logits;
        }
        int batch = x.shape().extent(0);
        int draws = logits.shape().extent(0) / batch;
        Shape shape = Shape.of(draws, batch, x.shape().extent(1));
        return memory.rowMajor(logits).reshaped(shape);
    }

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        DType dtype = mean.dtype();
        TorchBuffer sums = memory.allocate(mean.shape().range(0, -1), dtype);
        TorchBuffer terms = memory.allocate(mean.shape(), dtype);
        Tensor t = terms.tensor();
        Tensor m = ((TorchBuffer) mean).tensor();
        Tensor l = ((TorchBuffer) logVariance).tensor();
        // e^l - 1 - l as expm1(l) - l keeps its digits where the posterior meets the prior.
        torch.expm1_out(t, l);
        t.sub_(l);
        t.addcmul_(m, m);
        torch.sum_out(sums.tensor(), t, -1);
        memory.giveBack(terms);
        sums.tensor().mul_(constants.half);
        return sums;
    }

    @Override
    public Buffer gelu(Buffer x) {
        TorchBuffer result = memory.allocate(x.shape(), x.dtype());
        torch.gelu_out(result.tensor(), ((TorchBuffer) x).tensor());
        return result;
    }

    @Override
    public Buffer geluGradient(Buffer x, Buffer upstream) {
        TorchBuffer result = memory.allocate(x.shape(), x.dtype());
        torch.gelu_backward_out(
                result.tensor(), ((TorchBuffer) upstream).tensor(), ((TorchBuffer) x).tensor());
        return result;
    }

    @Override
    public Buffer standardize(Buffer x, double epsilon) {
        TorchBuffer rows = memory.rowMajor(x);
        if (x.shape().size() == 0) {
            return rows;
        }
        try (T_TensorTensorTensor_T found = standardized(rows, epsilon)) {
            // A tensor of its own outlives the tuple.
            return memory.adopt(new Tensor(found.get0()), x.shape(), x.dtype());
        }
    }

    @Override
    public Buffer standardizeGradient(Buffer x, Buffer upstream, double epsilon) {
        TorchBuffer rows = memory.rowMajor(x);
        if (x.shape().size() == 0) {
            return rows;
        }
        try (BoolPointer wanted = new BoolPointer(3);
                T_TensorTensorTensor_T found = standardized(rows, epsilon);
                T_TensorTensorTensor_T gradients =
                        torch.native_layer_norm_backward(
                                memory.rowMajor(upstream).tensor(),
                                rows.tensor(),
                                row(rows),
                                found.get1(),
                                found.get2(),
                                ABSENT,
                                ABSENT,
                                wanted.put(0, true).put(1, false).put(2, false))) {
            return memory.adopt(new Tensor(gradients.get0()), x.shape(), x.dtype());
        }
    }

    /** Returns standardised rows, their means and their scales. */
    private T_TensorTensorTensor_T standardized(TorchBuffer x, double epsilon) {
        return torch.native_layer_norm(x.tensor(), row(x), ABSENT, ABSENT, epsilon);
    }

    private static long[] row(TorchBuffer x) {
        return new long[] {x.shape().extent(1)};
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Functions of one, two and three elements, each one call of libtorch into memory of the region.
 */
record TorchElementWise(TorchMemory memory, Constants constants, Softplus softplus)
        implements ElementwiseOperations {

    @Override
    public Buffer unary(Unary function, Buffer a) {
        Tensor x = ((TorchBuffer) a).tensor();
        TorchBuffer result = memory.allocate(a.shape(), a.dtype());
        Tensor y = result.tensor();
        switch (function) {
            case NEGATE -> torch.neg_out(y, x);
            case ABS -> torch.abs_out(y, x);
            case SIGN -> torch.sign_out(y, x);
            case FLOOR -> torch.floor_out(y, x);
            case EXP -> torch.exp_out(y, x);
            case EXPM1 -> torch.expm1_out(y, x);
            case LOG -> torch.log_out(y, x);
            case LOG1P -> torch.log1p_out(y, x);
            case SQRT -> torch.sqrt_out(y, x);
            case SQUARE -> torch.mul_out(y, x, x);
            case RECIPROCAL -> torch.reciprocal_out(y, x);
            case SIN -> torch.sin_out(y, x);
            case COS -> torch.cos_out(y, x);
            case TANH -> torch.tanh_out(y, x);
            case SIGMOID -> torch.sigmoid_out(y, x);
            case SOFTPLUS -> softplus.apply(y, (TorchBuffer) a);
            case RELU -> torch.clamp_min_out(y, x, constants.zero);
            case ELU -> torch.elu_out(y, x, constants.one, constants.one, constants.one);
            case ERF -> erf(y, x, a);
            case LGAMMA -> torch.lgamma_out(y, x);
            case DIGAMMA -> torch.digamma_out(y, x);
            case TRIGAMMA -> trigamma(y, x, a);
        }
        return result;
    }

    /** In float64: libtorch's float32 kernel has an absolute error of 1e-7, which is all near 0. */
    private void erf(Tensor y, Tensor x, Buffer a) {
        Tensor wide = memory.allocate(a.shape(), DType.FLOAT64).tensor();
        wide.copy_(x).erf_();
        y.copy_(wide);
    }

    /**
     * The Hurwitz zeta function of 2, reflected for negative arguments: libtorch's own trigamma is
     * right to 9 digits only.
     */
    private void trigamma(Tensor y, Tensor x, Buffer a) {
        Tensor sine = memory.allocate(a.shape(), a.dtype()).tensor();
        // The fraction first, so that the sine is 0 where it is to be.
        torch.floor_out(sine, x);
        torch.sub_out(sine, x, sine);
        sine.mul_(constants.of(Math.PI, a.dtype()));
        sine.sin_().reciprocal_();
        sine.mul_(constants.of(Math.PI, a.dtype()));
        sine.mul_(sine);
        torch.neg_out(y, x);
        y.add_(constants.of(1, a.dtype()));
        try (Tensor negative = torch.lt(x, constants.of(0, a.dtype()))) {
            torch.where_out(y, negative, y, x);
            // At infinity zeta is NaN and trigamma 0.
            torch.minimum_out(y, y, constants.of(1e30, a.dtype()));
            torch.special_zeta_out(y, constants.two, y);
            sine.sub_(y);
            torch.where_out(y, negative, sine, y);
        }
    }

    @Override
    public Buffer binary(Binary function, Buffer a, Buffer b) {
        Shape shape = a.shape().broadcast(b.shape());
        TorchBuffer result = memory.allocate(shape, a.dtype());
        apply(function, result.tensor(), ((TorchBuffer) a).tensor(), ((TorchBuffer) b).tensor());
        return result;
    }

    @Override
    public Buffer binary(Binary function, Buffer a, double b) {
        TorchBuffer result = memory.allocate(a.shape(), a.dtype());
        apply(function, result.tensor(), ((TorchBuffer) a).tensor(), constants.of(b, a.dtype()));
        return result;
    }

    private static void apply(Binary function, Tensor y, Tensor a, Tensor b) {
        switch (function) {
            case ADD -> torch.add_out(y, a, b);
            case SUBTRACT -> torch.sub_out(y, a, b);
            case MULTIPLY -> torch.mul_out(y, a, b);
            case DIVIDE -> torch.div_out(y, a, b);
            case POWER -> torch.pow_out(y, a, b);
            case ATAN2 -> torch.atan2_out(y, a, b);
            case MAXIMUM -> torch.maximum_out(y, a, b);
            case MINIMUM -> torch.minimum_out(y, a, b);
            case EQUAL -> torch.eq_out(y, a, b);
            case LESS -> torch.lt_out(y, a, b);
            case LESS_OR_EQUAL -> torch.le_out(y, a, b);
            case GREATER -> torch.gt_out(y, a, b);
            case GREATER_OR_EQUAL -> torch.ge_out(y, a, b);
        }
    }

    @Override
    public Buffer where(Buffer condition, Buffer a, Buffer b) {
        Shape shape = condition.shape().broadcast(a.shape()).broadcast(b.shape());
        TorchBuffer result = memory.allocate(shape, a.dtype());
        Tensor asked = ((TorchBuffer) condition).tensor();
        try (Tensor mask = torch.ne(asked, constants.of(0, condition.dtype()))) {
            torch.where_out(
                    result.tensor(), mask, ((TorchBuffer) a).tensor(), ((TorchBuffer) b).tensor());
        }
        return result;
    }

    @Override
    public Buffer cast(Buffer a, DType dtype) {
        if (a.dtype() == dtype) {
            return a;
        }
        TorchBuffer result = memory.allocate(a.shape(), dtype);
        result.tensor().copy_(((TorchBuffer) a).tensor());
        return result;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The tokens of a batch, by step and then by text, as an autoregressive network needs them.
 *
 * @param known 1 up to the end of each text, then 0, [T, B]
 * @param inputs the token before each step as INT32, [T B]: {@link #start} first, {@link #dropped}
 *     for a token that is not shown
 * @param targets the tokens themselves, and some token after the end, [T, B]
 */
record TokenInputs(Tensor known, Tensor inputs, Tensor targets) {

    /** Inputs that are no tokens. */
    static final int FURTHER = 2;

    /** Returns the input in place of a token that is not shown. */
    static int dropped(int vocabulary) {
        return vocabulary;
    }

    /** Returns the input before the first token. */
    static int start(int vocabulary) {
        return vocabulary + 1;
    }

    /**
     * Returns the tokens of texts.
     *
     * @param x [B, T]: tokens, those not shown with V added, then NaN
     */
    static TokenInputs of(Tensor x, int vocabulary) {
        TensorRuntime runtime = x.runtime();
        int texts = x.shape().extent(0);
        int steps = x.shape().extent(1);
        Tensor known = x.eq(x);
        Tensor filled = x.where(known, runtime.zeros(Shape.scalar(), x.dtype()));
        Tensor hidden = filled.ge(constant(runtime, vocabulary, Shape.scalar(), x.dtype()));
        Tensor tokens = filled.sub(hidden.mul(vocabulary));
        Tensor none = constant(runtime, dropped(vocabulary), Shape.scalar(), x.dtype());
        Tensor first = constant(runtime, start(vocabulary), Shape.of(texts, 1), x.dtype());
        Tensor shown = none.where(hidden, tokens).slice(1, 0, steps - 1);
        Tensor before = Tensor.concatenate(List.of(first, shown), 1).transpose();
        return new TokenInputs(
                known.transpose(),
                before.reshape(steps * texts).cast(DType.INT32),
                tokens.transpose());
    }

    private static Tensor constant(TensorRuntime runtime, int value, Shape shape, DType type) {
        double[] values = new double[shape.size()];
        Arrays.fill(values, value);
        return runtime.tensor(values, shape, type);
    }
}

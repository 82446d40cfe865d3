// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;

/**
 * A decoder that ignores the condition: p(x given z, c) = p(x given z). Then c reaches x by the prior
 * p(z given c) alone.
 *
 * @param decoder of z
 * @param inputs the numbers of z, which the numbers of c follow
 */
record UnconditionedDecoder(Decoder decoder, int inputs) implements Decoder {

    @Override
    public Tensor apply(Tensor x) {
        return decoder.apply(x.slice(-1, 0, inputs));
    }

    @Override
    public int heldPerRow() {
        return decoder.heldPerRow();
    }

    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        decoder.startAt(mean, headOutput);
    }

    @Override
    public List<Parameter> parameters() {
        return decoder.parameters();
    }
}

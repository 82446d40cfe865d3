// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;

/**
 * A decoder that sees a part of its input: of z and c, z alone, or some factors of z.
 *
 * @param decoder of the part
 * @param part from the input, [..., width], to the columns that the decoder sees
 */
@Internal
public record PartialDecoder(Decoder decoder, UnaryOperator<Tensor> part) implements Decoder {

    @Override
    public Tensor apply(Tensor x) {
        return decoder.apply(part.apply(x));
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

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** An affine map of the tokens of a text, with 0 after its end. */
@Part(value = "toy-reader", description = "an affine map of tokens, for tests")
public record ToyReader() implements Architecture {

    private static final ToyPerceptron AFFINE = new ToyPerceptron(List.of(), false);

    @Override
    public Network encoder(EncoderInput input, Head head) {
        return new OfTokens(AFFINE.encoder(input, head));
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        return AFFINE.decoder(input, head);
    }

    @Override
    public Optional<Architecture> mirrored() {
        return Optional.of(AFFINE);
    }

    @Override
    public boolean readsTexts() {
        return true;
    }

    private record OfTokens(Network affine) implements Network {

        @Override
        public Tensor apply(Tensor x) {
            // NaN is not equal to itself.
            Tensor zero = x.runtime().zeros(Shape.scalar(), x.dtype());
            return affine.apply(x.where(x.eq(x), zero));
        }

        @Override
        public List<Parameter> parameters() {
            return affine.parameters();
        }
    }
}

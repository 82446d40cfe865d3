// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/** A learned vector for each token, which starts as standard normal numbers, as PyTorch's does. */
public final class Embedding implements Component {

    private final Parameter vectors;

    /**
     * Creates an embedding with drawn vectors.
     *
     * @param tokens how many there are
     * @param width numbers of a vector
     */
    public Embedding(TensorRuntime runtime, RandomKey key, int tokens, int width) {
        this.vectors =
                Parameter.learned(
                        "vectors", runtime.normal(key.split("vectors"), Shape.of(tokens, width)));
    }

    /** Returns the numbers of a vector. */
    public int width() {
        return vectors.value().shape().extent(1);
    }

    /**
     * Returns the vectors of tokens.
     *
     * @param tokens [n], INT32
     * @return [n, width]
     */
    public Tensor of(Tensor tokens) {
        return vectors.value().gather(0, tokens);
    }

    /**
     * Returns the vectors of tokens after an affine map: {@code of(tokens) W + b}. A vocabulary of
     * at most {@code typical} tokens is mapped once and then looked up.
     *
     * @param tokens [n], INT32
     * @param typical the usual n
     * @param weight [width, O]
     * @param bias [O]
     * @return [n, O]
     */
    Tensor mapped(Tensor tokens, int typical, Tensor weight, Tensor bias) {
        if (vectors.value().shape().extent(0) > typical) {
            return Fused.dense(of(tokens), weight, bias, Activation.IDENTITY);
        }
        return Fused.dense(vectors.value(), weight, bias, Activation.IDENTITY).gather(0, tokens);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(vectors);
    }
}

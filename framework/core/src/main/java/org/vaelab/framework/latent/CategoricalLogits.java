// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Map;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A distribution on {@link OneHot} whose variables are independent. By its logits others find
 * divergences from it, and relax it.
 */
public interface CategoricalLogits extends Distribution {

    /**
     * Returns the logarithms of the probabilities, up to a constant in each row of k.
     *
     * @return [n, k], or what broadcasts to it; of a distribution for each of R rows [R, n, k]
     */
    Tensor logits();

    @Override
    default Map<String, Tensor> numbers() {
        return Map.of("logits", logits());
    }

    @Override
    default String howToDraw() {
        return "categories with probabilities `softmax(logits)` over the last axis";
    }

    /**
     * Draws categories with probabilities {@code softmax(l)}: the largest of {@code l_j - log E_j},
     * E exponential.
     *
     * @param logits l, [..., k], or what broadcasts to the shape
     * @param shape [..., k]
     * @return the indices of the categories, [...]
     */
    static Tensor draw(RandomKey key, Tensor logits, Shape shape) {
        Tensor race = logits.runtime().exponential(key, shape);
        return logits.sub(race.log()).argMax(-1);
    }

    /**
     * Returns a distribution as one that has logits.
     *
     * @param part what needs them, for the message
     * @throws IllegalArgumentException if it has none
     */
    static CategoricalLogits requiredBy(String part, Distribution distribution) {
        if (distribution instanceof CategoricalLogits categorical) {
            return categorical;
        }
        throw new IllegalArgumentException(
                ("%s needs independent variables of categories, by their logits, which"
                                + " %s does not tell")
                        .formatted(part, distribution.getClass().getSimpleName()));
    }
}

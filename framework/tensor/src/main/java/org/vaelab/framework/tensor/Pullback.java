// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The transposed derivative of an operation y = f(x_1, ..., x_n): from dL/dy to each dL/dx_i.
 *
 * <p>A pullback is called at most once, after the forward pass, with recording off.
 */
@FunctionalInterface
public interface Pullback {

    /**
     * Returns one gradient per input, each of its input's shape.
     *
     * @param upstream dL/dy, of the shape of y
     * @param needed whether the gradient of input i will be used; the others may be null, and so
     *     may those of inputs on which f does not depend
     */
    @Nullable Tensor[] apply(Tensor upstream, IntPredicate needed);

    static Pullback of(UnaryOperator<Tensor> gradient) {
        return (upstream, needed) -> new Tensor[] {gradient.apply(upstream)};
    }

    static Pullback of(UnaryOperator<Tensor> first, UnaryOperator<Tensor> second) {
        return (upstream, needed) ->
                new @Nullable Tensor[] {
                    needed.test(0) ? first.apply(upstream) : null,
                    needed.test(1) ? second.apply(upstream) : null
                };
    }
}

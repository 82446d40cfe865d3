// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * The gradient of the mean square of r in the parameters w of a control variate. As E[r] does not depend
 * on them, it is that of the variance (Tucker et al. 2017, section 3.2; Grathwohl et al. 2018, section
 * 3), from the same draw:
 *
 * <pre>
 *   d|r|^2/dw = 2 r . dr/dw = 2 d/dw [ -(r . score) c(z') + D_h c(z) - D_{s' h} c(z') ]
 * </pre>
 *
 * <p>with r, and h, how log p moves along r, held fixed. The derivatives D of c in a direction are the
 * central difference quotients of c itself, of which w has a derivative of first order: no second-order
 * differentiation of a decoder. The steps are {@value #STEP} nats of the coordinate that moves most, so
 * that the error is some 1e-4 of the gradient of a control variate that nothing is biased by.
 */
final class VarianceGradient {

    private static final double STEP = 0.01;

    /** Below this, nothing moves. */
    private static final double TINY = 1e-30;

    private VarianceGradient() {}

    /**
     * Returns the gradient, averaged over the examples, one tensor for each parameter.
     *
     * @param gradient r with its parts
     * @param c the control variate, as a function of the parameters
     * @param parameters w, tracked
     */
    static List<Tensor> of(RelaxedGradient gradient, RelaxedFunction c, List<Tensor> parameters) {
        Tensor along = gradient.direction();
        // Of c(z) and, with the other sign, of c(z').
        Tensor directions = Tensor.stack(List.of(along, gradient.slope().mul(along)), 0);
        Tensor step = directions.abs().max(-2, -1).maximum(TINY).reciprocal().mul(STEP); // [2, B]
        Tensor moves = directions.mul(step.expandDims(-1).expandDims(-1));
        Tensor points = gradient.points();
        Tensor quotient = step.reciprocal().mul(0.5).mul(signs(step));
        Tensor ofTheScore =
                gradient.inTheLogits().mul(gradient.score()).sum(-2, -1).neg().expandDims(0);
        Tensor weights = Tensor.concatenate(List.of(quotient, quotient.neg(), ofTheScore), 0);
        Tensor at =
                Tensor.concatenate(
                        List.of(points.add(moves), points.sub(moves), points.slice(0, 1, 2)), 0);
        TensorRuntime runtime = points.runtime();
        double examples = points.shape().extent(1);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor sum = c.at(at).mul(weights).sum().mul(2 / examples);
            Gradients gradients = tape.gradients(sum, parameters);
            return parameters.stream().map(gradients::of).toList();
        }
    }

    /** Returns 1 for z and -1 for z', [2, 1]. */
    private static Tensor signs(Tensor like) {
        return like.runtime().vector(1, -1).cast(like.dtype()).expandDims(-1);
    }
}

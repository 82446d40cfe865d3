// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.tensor.Tensor;

/**
 * A map of R^d onto itself given a context h, whose Jacobian is triangular in some order of the
 * coordinates, or a product of such ones:
 *
 * <pre>
 *   y = f(x; h),   log |det df/dx| = sum of the log-scales
 * </pre>
 */
public interface Bijection extends Component {

    /**
     * Mapped values with the change of volume by the map.
     *
     * @param value [..., R, d]
     * @param logScales the logarithms of the Jacobian's diagonal, [..., R, m]; coordinates that
     *     stay as they are may be left out
     */
    record Mapped(Tensor value, Tensor logScales) {

        /** Returns log |det| of the Jacobian of the map that led here, [..., R]. */
        public Tensor logDeterminant() {
            return logScales.sum(-1);
        }
    }

    /**
     * Returns f(x; h).
     *
     * @param x [..., R, d]
     * @param context h, [R, c], where the map was made for one
     */
    Mapped forward(Tensor x, Optional<Tensor> context);

    /**
     * Returns the x with f(x; h) = y, and log |det dx/dy|: minus that of {@link #forward}.
     *
     * @param y [..., R, d]
     * @param context h, [R, c], where the map was made for one
     */
    Mapped inverse(Tensor y, Optional<Tensor> context);
}

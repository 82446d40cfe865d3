// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;

/** Formulas of beta distributions. Differences of log-gamma functions need float64. */
final class Betas {

    private Betas() {}

    /** Returns {@code log B(a, b)} elementwise, of float64. */
    static Tensor logBeta(Tensor a, Tensor b) {
        return a.lgamma().add(b.lgamma()).sub(a.add(b).lgamma());
    }

    /**
     * Returns KL(Beta(a, b) || Beta(alpha, beta)) in nats, elementwise, of the dtype of a:
     *
     * <pre>
     *   log B(alpha, beta) - log B(a, b) + (a - alpha) psi(a) + (b - beta) psi(b)
     *     + (alpha - a + beta - b) psi(a + b)
     * </pre>
     */
    static Tensor kl(Tensor first, Tensor rest, Tensor ofFirst, Tensor ofRest) {
        Tensor a = first.cast(DType.FLOAT64);
        Tensor b = rest.cast(DType.FLOAT64);
        Tensor alpha = ofFirst.cast(DType.FLOAT64);
        Tensor beta = ofRest.cast(DType.FLOAT64);
        Tensor da = a.sub(alpha);
        Tensor db = b.sub(beta);
        Tensor ofBoth = a.add(b).digamma();
        return logBeta(alpha, beta)
                .sub(logBeta(a, b))
                .add(da.mul(a.digamma().sub(ofBoth)))
                .add(db.mul(b.digamma().sub(ofBoth)))
                .cast(first.dtype());
    }
}

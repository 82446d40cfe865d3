// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.tensor.Tensor;

/**
 * The evidence lower bound with a regulariser in place of the KL, as a function of draws from a
 * posterior:
 *
 * <pre>
 *   L(q) = E_q[log p(x given z)] - R(q)
 * </pre>
 *
 * <p>Where R takes the place of the reconstruction too, {@code L(q) = -R(q)}.
 *
 * <p>An estimator and an inference that finds q by gradient ascent ({@link AscendingInference})
 * maximise the same function if both use the same instance.
 *
 * @param kl how the KL among the terms is computed
 * @param regularizer R
 */
public record RegularizedBound(KlMode kl, KlRegularizer regularizer) {

    /** The evidence lower bound: R = KL. */
    public static final RegularizedBound EVIDENCE = new RegularizedBound(KlMode.AUTO, KlWeight.ONE);

    /**
     * The value at one step.
     *
     * @param terms of the evidence lower bound
     * @param regularized R, its weight, and the updates of its state
     * @param value L in nats, [B]. If R is a function of the whole batch, the mean is L, and a
     *     single number says nothing of its datum
     */
    public record RegularizedTerms(
            ElboTerms terms, KlRegularizer.Regularized regularized, Tensor value) {}

    /**
     * Computes L. State does not change: the updates are part of the result.
     *
     * @param step whose key is for draws of the regulariser's own
     * @throws IllegalArgumentException if the KL or the regulariser is not defined for the model
     */
    public RegularizedTerms of(JointDraw draw, Step step) {
        ElboTerms terms = ElboTerms.of(step.model(), step.batch(), draw, kl);
        KlRegularizer.Regularized regularized = regularizer.of(terms, step);
        if (regularizer.replacesReconstruction()) {
            return new RegularizedTerms(terms, regularized, regularized.value().neg());
        }
        Tensor value =
                regularized.value() == terms.kl()
                        ? terms.bound()
                        : terms.reconstruction().sub(regularized.value());
        return new RegularizedTerms(terms, regularized, value);
    }
}

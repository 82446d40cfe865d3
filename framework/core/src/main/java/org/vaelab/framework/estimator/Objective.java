// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import org.vaelab.framework.tensor.Tensor;

/**
 * What one training step minimises, and what it says about the model.
 *
 * @param loss the scalar to minimise: minus the mean bound, with weights and penalties
 * @param bound the lower bound of log p(x) in nats, [B], with all weights at 1
 * @param terms the parts of the bound: {@code bound = sum sign value}
 * @param penalties what enters the loss and not the bound
 * @param divergence how the KL among the terms was computed
 */
public record Objective(
        Tensor loss, Tensor bound, List<Term> terms, List<Term> penalties, Divergence divergence) {

    /** The name of E_q[log p(x given z)]. */
    public static final String RECONSTRUCTION = "reconstruction";

    /** The name of KL(q || p), which enters the bound with sign -1. */
    public static final String KL = "kl";

    /**
     * A named quantity in nats.
     *
     * @param name as in records
     * @param sign with which it enters the bound, 1 or -1
     * @param value [B]
     */
    public record Term(String name, int sign, Tensor value) {}

    /** Copies the lists. */
    public Objective {
        terms = List.copyOf(terms);
        penalties = List.copyOf(penalties);
    }
}

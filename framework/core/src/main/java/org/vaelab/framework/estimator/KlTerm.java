// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.Tensor;

/**
 * KL(q_i || p_i) of one latent variable, or of one factor of it.
 *
 * @param name of the variable or the factor; empty where a model has one variable without factors
 * @param value in nats, [B]
 * @param source how it was computed
 * @param dependsOnDraws whether other draws give another value
 * @param units computes the divergences of its independent units, [B, U], where they are known
 */
public record KlTerm(
        String name,
        Tensor value,
        KlSource source,
        boolean dependsOnDraws,
        Optional<Supplier<Tensor>> units) {}

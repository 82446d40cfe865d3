// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.KlRegularizer;

/** A regulariser whose own parameters are those of a critic, by the critic's optimiser. */
interface CriticRegularizer extends KlRegularizer {

    Critic critic();

    @Override
    default List<Parameter> parameters() {
        return critic().parameters();
    }

    @Override
    default Optional<OptimizerSettings> ownOptimizer() {
        return Optional.of(critic().optimizer());
    }
}

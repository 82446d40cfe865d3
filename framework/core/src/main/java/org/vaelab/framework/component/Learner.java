// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.Optional;

/**
 * What may learn parameters of its own beside a model: a baseline, a control variate, a critic.
 * They are no part of the model, and no gradient of the bound is theirs. They follow a second
 * objective, in the same backward pass: neither objective has a gradient in the parameters of the
 * other.
 */
public interface Learner extends Component {

    /**
     * Returns the optimiser of its learned parameters, with a learning rate of its own. By default
     * empty: they follow that of the model.
     */
    default Optional<OptimizerSettings> ownOptimizer() {
        return Optional.empty();
    }
}

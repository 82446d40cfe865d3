// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;

/**
 * Parameters that follow the gradient at the same steps.
 *
 * @param parameters in the order of the model
 * @param lag when they move; empty: always
 */
record Movers(List<Parameter> parameters, Optional<Lag> lag) {

    /** Copies the list. */
    Movers {
        parameters = List.copyOf(parameters);
    }

    static Movers always(List<Parameter> parameters) {
        return new Movers(parameters, Optional.empty());
    }

    static Movers lagging(List<Parameter> parameters, Lag lag) {
        return new Movers(parameters, Optional.of(lag));
    }

    boolean moveAt(long step) {
        return lag.isEmpty() || lag.get().moves(step);
    }

    /** Returns in how many steps before this one they have moved. */
    long movesBefore(long step) {
        return lag.isEmpty() ? step : lag.get().movesBefore(step);
    }
}

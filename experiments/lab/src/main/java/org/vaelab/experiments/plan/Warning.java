// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;
import org.vaelab.framework.settings.Amount;

/**
 * A doubt about a comparison.
 *
 * @param check the name of the check that found it
 * @param models its models, in the order of the config; none if it is about all together
 * @param message the doubt and its reason, in one line
 * @param remedy what to do about it, in one line
 */
public record Warning(String check, List<String> models, String message, String remedy) {

    public Warning {
        models = List.copyOf(models);
    }

    /** Returns the message text: check, models and message, then the remedy. */
    @Override
    public String toString() {
        String about = models.isEmpty() ? "" : " (" + Amount.named(models) + ")";
        return check + about + ": " + message + "\n    " + remedy;
    }
}

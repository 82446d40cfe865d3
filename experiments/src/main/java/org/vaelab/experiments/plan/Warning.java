// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;

/**
 * A doubt about a comparison.
 *
 * @param check the name of the check that found it
 * @param models its models, in the order of the config; none if it is about all together
 * @param message the doubt and its reason, in one line
 * @param remedy what to do about it, in one line
 */
public record Warning(String check, List<String> models, String message, String remedy) {

    private static final int NAMED_MODELS = 6;

    public Warning {
        models = List.copyOf(models);
    }

    /** Returns the message text: check, models and message, then the remedy. */
    @Override
    public String toString() {
        String about = models.isEmpty() ? "" : " (" + named(models) + ")";
        return check + about + ": " + message + "\n    " + remedy;
    }

    /** Returns the names as a list; if there are many, the last ones as a number. */
    static String named(List<String> models) {
        return models.size() <= NAMED_MODELS
                ? String.join(", ", models)
                : String.join(", ", models.subList(0, NAMED_MODELS - 1))
                        + " and "
                        + (models.size() - NAMED_MODELS + 1)
                        + " more";
    }
}

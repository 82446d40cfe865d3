// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.health;

import java.util.List;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * Names one problem of training from the signals of the latest observations. A module binds a class
 * with a {@link org.vaelab.framework.settings.Part} name and a constructor without arguments.
 *
 * <p>A rule has no state: the same observations give the same diagnoses, so a resumed run finds
 * what an uninterrupted one finds. A rule whose signals are absent finds nothing.
 */
@ExtensionPoint("health rule")
public interface HealthRule {

    /**
     * A problem, as far as it is present at the latest observation.
     *
     * @param subject the latent variable that it concerns; empty if it concerns the whole model
     * @param message what was seen, with its numbers
     * @param remedy what to try, by config keys
     */
    record Diagnosis(String subject, String message, String remedy) {}

    /**
     * Looks for the problem.
     *
     * @param seen at least one observation
     * @return the problems, at most one for each subject; none if there is none or it cannot be
     *     told
     */
    List<Diagnosis> examine(Observations seen);
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;
import org.vaelab.framework.settings.PartType;

/**
 * A likelihood, as a config describes it: a settings record that creates the likelihood. A {@link
 * Likelihood} without parameters is its own settings record.
 */
@ExtensionPoint("likelihood")
public interface LikelihoodPart extends PartSettings<Likelihood, PartContext> {

    /** Returns the name of the distribution of a column; by default that of this likelihood. */
    default String distributionOf(Column column) {
        return PartType.nameOf(this);
    }
}

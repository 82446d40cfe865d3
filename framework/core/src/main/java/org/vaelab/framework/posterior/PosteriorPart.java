// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;
import org.vaelab.framework.settings.Parts;

/**
 * A posterior, as a config describes it: a settings record that creates the family of
 * distributions. A {@link PosteriorFamily} without networks of its own is its own settings record.
 */
@ExtensionPoint("posterior")
public interface PosteriorPart extends PartSettings<PosteriorFamily, PartContext> {

    /**
     * Returns the space of the family if the settings alone determine it, so that a config with a
     * wrong space is rejected when it is read; by default empty.
     *
     * @param parts all parts, for a posterior that is made of others
     */
    default Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.empty();
    }
}

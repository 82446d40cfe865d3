// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Map;
import org.vaelab.framework.latent.Factored;

/** A family of independent, named factors, whose heads lie side by side. */
public interface FactoredFamily extends PosteriorFamily, Factored<PosteriorFamily> {

    /**
     * Returns the posterior of some factors, wherever these come from.
     *
     * @param each by the names of {@link #factors}, in that order, for equally many rows
     */
    Posterior joined(Map<String, Posterior> each);
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * A word of configs, {@code variant: WORD}, with keys of its own that stand for a
 * posterior and its estimator. The reader of configs replaces it by these. A posterior whose own
 * keys are enough needs none, see {@link org.vaelab.framework.settings.Part#variant}.
 */
@ExtensionPoint("variant")
public interface Shorthand {

    /** Returns the posterior; empty if its keys are left out, so that the model has to name one. */
    Optional<PosteriorPart> posterior();

    /** Returns the estimator of a model that names none. */
    EstimatorPart estimator();
}

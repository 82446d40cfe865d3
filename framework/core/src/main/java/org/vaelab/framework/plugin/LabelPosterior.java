// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * Makes the posterior of a label that is a latent variable. A module binds it by {@link
 * VaeLabModule#instance} under the name that {@code supervision.posterior} gives.
 */
@ExtensionPoint("posterior of a label")
@FunctionalInterface
public interface LabelPosterior {

    /**
     * Returns a posterior on one variable of k categories, {@link
     * org.vaelab.framework.latent.OneHot}. Its distributions are {@link
     * org.vaelab.framework.latent.CategoricalLogits}, and its head has their logits alone.
     *
     * @param values k, the number of values of the label
     * @param draw how training draws an unknown label
     */
    PosteriorPart ofLabel(int values, Supervision.Draw draw);
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/**
 * A prior, as a config describes it: a settings record that creates a {@link
 * org.vaelab.framework.latent.Prior}, or a prior that is given what the model is conditioned on.
 */
@ExtensionPoint("prior")
public interface PriorPart extends PartSettings<ConditionalPrior, PriorContext> {}

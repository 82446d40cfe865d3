// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/** A likelihood, as a config describes it: a settings record that creates the likelihood. */
@ExtensionPoint("likelihood")
public interface LikelihoodPart extends PartSettings<Likelihood, PartContext> {}

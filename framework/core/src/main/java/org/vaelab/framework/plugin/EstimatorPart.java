// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/** An estimator, as a config describes it: a settings record that creates the estimator. */
@ExtensionPoint("estimator")
public interface EstimatorPart extends PartSettings<Estimator, EstimatorContext> {}

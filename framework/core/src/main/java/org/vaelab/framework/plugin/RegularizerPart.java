// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/**
 * A regulariser, as a config describes it: a settings record that creates what replaces the KL in
 * the loss. It goes with any posterior. {@link EstimatorContext#klWeight} is the weight that
 * training gives the KL, which a regulariser applies or rejects.
 */
@ExtensionPoint("regularizer")
public interface RegularizerPart extends PartSettings<KlRegularizer, EstimatorContext> {}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.model.Inference;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/** An inference, as a config describes it: a settings record that creates the inference. */
@ExtensionPoint("inference")
public interface InferencePart extends PartSettings<Inference, InferenceContext> {}

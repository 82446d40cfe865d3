// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.model.LatentVariableModel;

/**
 * A model with drawn weights, and the estimator that trains it.
 *
 * @param model the model
 * @param estimator the estimator
 */
public record AssembledModel(LatentVariableModel model, Estimator estimator) {}

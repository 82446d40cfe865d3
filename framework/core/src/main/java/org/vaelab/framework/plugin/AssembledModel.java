// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.model.LatentVariableModel;

/**
 * A model with drawn weights, and the estimator that trains it.
 *
 * @param model the model
 * @param estimator the estimator
 * @param trained what the estimator trains: the model itself, or the model under the standard prior
 *     of its posterior where its own prior is fitted afterwards
 */
public record AssembledModel(
        LatentVariableModel model, Estimator estimator, LatentVariableModel trained) {}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.estimator.Estimator;

/**
 * Makes estimators of one kind.
 *
 * @param <S> their settings
 */
public interface EstimatorFactory<S extends Record>
        extends PartFactory<Estimator, S, EstimatorContext> {}

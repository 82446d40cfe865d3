// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.AssembledModel;

/**
 * An estimator whose gradients are measured, with the model that it needs: that of the run, some
 * parts of which may be replaced by others with the same parameters.
 *
 * @param name in the config
 * @param samples K, the draws per datum; null where the estimator has no such setting
 * @param assembly makes the model, with weights of its own, and the estimator
 */
@Internal
public record ProbedEstimator(
        String name, @Nullable Integer samples, Supplier<AssembledModel> assembly) {}

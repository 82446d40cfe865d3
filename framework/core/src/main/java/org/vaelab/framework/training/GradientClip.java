// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * Limits the norm of the whole gradient: {@code g <- g min(1, clip / |g|)} (Pascanu et al. 2013).
 *
 * @param scale the factor of the gradients, at most 1; the update multiplies by it
 * @param norm before clipping; NaN where no limit is set
 */
record GradientClip(double scale, double norm) {

    static GradientClip of(@Nullable Double clip, List<Parameter> learned, Gradients gradients) {
        if (clip == null) {
            return new GradientClip(1, Double.NaN);
        }
        List<Tensor> found = new ArrayList<>(learned.size());
        learned.forEach(parameter -> gradients.find(parameter.value()).ifPresent(found::add));
        double norm = Updates.norm(found);
        return new GradientClip(norm > clip ? clip / norm : 1, norm);
    }
}

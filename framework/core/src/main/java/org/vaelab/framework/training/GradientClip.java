// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * Limits the norm of the whole gradient: {@code g <- g min(1, clip / |g|)} (Pascanu et al. 2013). On a
 * device that works through a queue nobody waits for the norm.
 *
 * @param gradients to follow: as they were, or scaled on the device
 * @param scale the factor that the update multiplies gradients by, at most 1
 * @param norm before clipping
 */
record GradientClip(Gradients gradients, double scale, Norm norm) {

    /**
     * The norm of a gradient.
     *
     * @param known NaN where it was not computed, or not read
     * @param unread rank 0; null where it was not computed, or read at once
     */
    record Norm(double known, @Nullable Tensor unread) {

        static final Norm NONE = new Norm(Double.NaN, null);

        double read() {
            return unread == null ? known : unread.readScalar();
        }
    }

    static GradientClip of(@Nullable Double clip, List<Parameter> learned, Gradients gradients) {
        List<Tensor> values = new ArrayList<>(learned.size());
        List<Tensor> found = new ArrayList<>(learned.size());
        for (Parameter parameter : learned) {
            Optional<Tensor> gradient = gradients.find(parameter.value());
            if (gradient.isPresent()) {
                values.add(parameter.value());
                found.add(gradient.get());
            }
        }
        if (clip == null) {
            return new GradientClip(gradients, 1, Norm.NONE);
        }
        if (found.isEmpty() || !found.get(0).runtime().isAsynchronous()) {
            double norm = Updates.norm(found);
            return new GradientClip(gradients, norm > clip ? clip / norm : 1, new Norm(norm, null));
        }
        Tensor norm = Updates.unreadNorm(found);
        Tensor scale = norm.reciprocal().mul(clip).minimum(1);
        return new GradientClip(gradients.scaled(values, scale), 1, new Norm(Double.NaN, norm));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.KlRegularizer.UnreadNumber;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * Limits the norm of the whole gradient: {@code g <- g min(1, clip / |g|)} (Pascanu et al. 2013).
 * On a device that works through a queue nothing waits for the norm.
 *
 * @param gradients to follow: as they were, or scaled on the device
 * @param scale the factor that the update multiplies gradients by, at most 1
 * @param norm before clipping; NaN where none is taken, and an {@link UnreadNumber} where it stays
 *     on the device
 */
record GradientClip(Gradients gradients, double scale, DoubleSupplier norm) {

    /** The norm of a gradient that is not limited. */
    static final DoubleSupplier NO_NORM = () -> Double.NaN;

    static GradientClip of(@Nullable Double clip, List<Parameter> learned, Gradients gradients) {
        return of(clip, false, learned, gradients);
    }

    /**
     * Limits the norm if there is a limit.
     *
     * @param needsNorm whether the norm is taken even if there is none
     */
    static GradientClip of(
            @Nullable Double clip,
            boolean needsNorm,
            List<Parameter> learned,
            Gradients gradients) {
        if (clip == null && !needsNorm) {
            return new GradientClip(gradients, 1, NO_NORM);
        }
        List<Tensor> values = new ArrayList<>(learned.size());
        List<Tensor> found = new ArrayList<>(learned.size());
        for (Parameter parameter : learned) {
            Optional<Tensor> gradient = gradients.find(parameter.value());
            if (gradient.isPresent()) {
                values.add(parameter.value());
                found.add(gradient.get());
            }
        }
        if (found.isEmpty() || !found.get(0).runtime().isAsynchronous()) {
            double norm = Updates.norm(found);
            double scale = clip != null && norm > clip ? clip / norm : 1;
            return new GradientClip(gradients, scale, () -> norm);
        }
        Tensor norm = Updates.unreadNorm(found);
        if (clip == null) {
            return new GradientClip(gradients, 1, new UnreadNumber(norm));
        }
        Tensor scale = norm.reciprocal().mul(clip).minimum(1);
        return new GradientClip(gradients.scaled(values, scale), 1, new UnreadNumber(norm));
    }
}

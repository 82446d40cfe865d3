// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * Limits the norm of the whole gradient: {@code g <- g min(1, clip / |g|)} (Pascanu et al. 2013).
 *
 * @param gradients after clipping
 * @param norm before clipping; NaN where no limit is set
 */
record GradientClip(Gradients gradients, double norm) {

    static GradientClip of(@Nullable Double clip, List<Parameter> learned, Gradients gradients) {
        if (clip == null) {
            return new GradientClip(gradients, Double.NaN);
        }
        double norm = norm(learned, gradients);
        return new GradientClip(norm > clip ? gradients.scaled(clip / norm) : gradients, norm);
    }

    private static double norm(List<Parameter> learned, Gradients gradients) {
        List<Tensor> squares = new ArrayList<>();
        for (Parameter parameter : learned) {
            gradients
                    .find(parameter.value())
                    .ifPresent(g -> squares.add(g.square().sum().reshape(Shape.of(1))));
        }
        double sum = 0;
        for (double square : Tensor.concatenate(squares, 0).readDoubles()) {
            sum += square;
        }
        return Math.sqrt(sum);
    }
}

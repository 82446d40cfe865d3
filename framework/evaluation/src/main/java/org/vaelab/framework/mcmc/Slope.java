// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * A log-density at some points, with its gradients in the tangent spaces. Both live in the scope
 * that was open.
 *
 * @param value [K, B]
 * @param gradients by variable, [K, B, event] each; none of a density that does not depend on the
 *     points
 */
@Internal
public record Slope(Tensor value, Map<String, Tensor> gradients) {

    /**
     * Differentiates, in copies of the points that a tape follows.
     *
     * @param z [K, B, event] of each variable
     */
    public static Slope of(LogDensity target, Latents z, Map<String, Geodesics> spaces) {
        TensorRuntime runtime = z.byName().values().iterator().next().z().runtime();
        Map<String, Tensor> points = new LinkedHashMap<>();
        z.byName().forEach((name, value) -> points.put(name, runtime.keep(value.z(), true)));
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor value = target.of(Latents.of(points));
            Map<String, Tensor> tangents = new LinkedHashMap<>();
            if (value.isTracked()) {
                Gradients gradients = tape.gradients(value.sum(), points.values());
                points.forEach(
                        (name, point) -> {
                            Tensor gradient = gradients.of(point);
                            Tensor tangent = spaces.get(name).tangent(point, gradient);
                            tangents.put(name, scope.detach(tangent));
                        });
            }
            return new Slope(scope.detach(value), tangents);
        } finally {
            points.values().forEach(runtime::release);
        }
    }
}

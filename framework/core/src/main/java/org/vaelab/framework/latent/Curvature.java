// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The curvature -c of a hyperbolic space, c in [{@value #LEAST}, {@value #GREATEST}]: a number, or
 * a parameter. Two learned curvatures are equal if they are the same parameter.
 *
 * @param magnitude c; of a learned curvature its first value
 * @param learned log c, []; null: the curvature is fixed. {@link SoftBounds} keep it in the range
 */
public record Curvature(double magnitude, @Nullable Parameter learned) {

    public static final double LEAST = 1e-6;
    public static final double GREATEST = 1e4;

    public Curvature {
        if (!(magnitude >= LEAST && magnitude <= GREATEST)) {
            throw new SettingException(
                    "curvature",
                    "is c of the curvature -c, from %s to %s, not %s; c = 0 is R^d, on which Normal distributions live"
                            .formatted(LEAST, GREATEST, magnitude));
        }
    }

    /** Returns a curvature that stays as it is. */
    public static Curvature fixed(double magnitude) {
        return new Curvature(magnitude, null);
    }

    /** Returns a learned curvature that starts at a value of c. */
    public static Curvature learned(TensorRuntime runtime, double first) {
        Tensor logarithm = runtime.full(Math.log(first), Shape.scalar());
        return new Curvature(first, Parameter.learned("logCurvature", logarithm));
    }

    /** Returns the square root of c in float64, []. */
    public Tensor root(TensorRuntime runtime) {
        if (learned == null) {
            double[] root = {Math.sqrt(magnitude)};
            return runtime.tensor(root, Shape.scalar(), DType.FLOAT64);
        }
        Tensor logarithm = learned.value().cast(DType.FLOAT64);
        return SoftBounds.of(logarithm, Math.log(LEAST), Math.log(GREATEST)).mul(0.5).exp();
    }

    /** Returns log c if it is learned: parameters of the part that has the space. */
    public List<Parameter> parameters() {
        return learned == null ? List.of() : List.of(learned);
    }

    @Override
    public String toString() {
        return learned == null ? "curvature -" + magnitude : "learned curvature";
    }
}

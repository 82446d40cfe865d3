// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.HyperbolicMaps;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What networks are given of points of hyperbolic space. Its parameters belong to the generative
 * model: those of gyroplanes, and the curvature if it is learned.
 *
 * @param planes points and normals of gyroplanes, [G, d] each; empty for coordinates
 */
record HyperbolicInput(Hyperbolic space, Kind kind, List<Parameter> planes)
        implements NetworkInput {

    /** The coordinates in which networks are given points. */
    enum Kind {
        /** Signed distances from G learned gyroplanes (Ganea et al. 2018; Mathieu et al. 2019). */
        GYROPLANE,
        /** The Poincare ball of radius 1 / sqrt c, [d]. */
        BALL,
        /** The hyperboloid: sinh(s|z|)/s z/|z| and cosh(s|z|)/s with s|z| up to 40, [d + 1]. */
        LORENTZ,
        /** Normal coordinates, [d]. */
        TANGENT
    }

    /** The largest s|z| whose hyperbolic cosine is given to networks: it is 1e17. */
    private static final double FARTHEST = 40;

    /** The square of a length below which a normal has none. */
    private static final double NO_LENGTH = 1e-30;

    /**
     * Creates gyroplanes through the origin, whose normals have the distribution N(0, I / d): at
     * first the layer is a linear one whose inputs are standard Normal.
     */
    static HyperbolicInput gyroplanes(PartContext context, Hyperbolic space, int count) {
        Shape shape = Shape.of(count, space.dimension());
        Tensor normals =
                context.runtime()
                        .normal(context.key().split("gyroplanes"), shape)
                        .div(Math.sqrt(space.dimension()));
        return new HyperbolicInput(
                space,
                Kind.GYROPLANE,
                List.of(
                        Parameter.learned("points", context.runtime().zeros(shape)),
                        Parameter.learned("normals", normals)));
    }

    @Override
    public int width() {
        int d = space.dimension();
        return switch (kind) {
            case GYROPLANE -> planes.get(0).value().shape().extent(0);
            case LORENTZ -> d + 1;
            case BALL, TANGENT -> d;
        };
    }

    @Override
    public Tensor of(Tensor z) {
        return switch (kind) {
            case TANGENT -> z;
            case BALL -> space.inBall(z).div(space.root(z).cast(z.dtype()));
            case LORENTZ -> hyperboloid(z);
            case GYROPLANE -> distances(z);
        };
    }

    private Tensor hyperboloid(Tensor z) {
        Tensor y = space.scaled(z);
        Tensor r = HyperbolicMaps.radius(y);
        Tensor bounded = r.minimum(FARTHEST);
        Tensor growth = bounded.exp();
        Tensor sinh = HyperbolicMaps.sinhQuotient(bounded).mul(bounded).mul(growth);
        Tensor cosh = HyperbolicMaps.cosh(bounded).mul(growth);
        return Tensor.concatenate(List.of(y.mul(sinh.div(r)), cosh), -1)
                .div(space.root(z))
                .cast(z.dtype());
    }

    /** |a| times the signed distance from the gyroplane with the normal a, [..., G]. */
    private Tensor distances(Tensor z) {
        Tensor points = space.scaled(planes.get(0).value());
        Tensor normals = planes.get(1).value().cast(DType.FLOAT64);
        Tensor length = normals.square().sum(-1).expandDims(-1).maximum(NO_LENGTH).sqrt();
        Tensor distances = HyperbolicMaps.fromPlanes(space.scaled(z), points, normals.div(length));
        return distances.mul(length.transpose()).div(space.root(z)).cast(z.dtype());
    }

    @Override
    public Optional<Grid> grid() {
        return Optional.empty();
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(planes);
        all.addAll(space.curvature().parameters());
        return all;
    }
}

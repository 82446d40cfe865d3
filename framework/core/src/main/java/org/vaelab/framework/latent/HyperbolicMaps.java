// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * Hyperbolic space of curvature -1 in normal coordinates, {@code y = log_0(point)}, in float64. The
 * radius |y| is the distance from the origin, and {@code (cosh |y|, sinh(|y|) y/|y|)} the point of
 * the Lorentz model. All values are computed with a factor {@code e^-|y|}, so nothing overflows.
 */
public final class HyperbolicMaps {

    /** A radius below which even functions of it are those at 0, up to rounding. */
    private static final double LEAST_RADIUS = 1e-8;

    /** The square of a length below which a direction is none. */
    private static final double NO_LENGTH = 1e-100;

    /** Above this, {@code asinh(e^x) = x + log 2} up to rounding. */
    private static final double LINEAR = 20;

    /**
     * A radius whose exponential is finite; beyond it, {@code asinh(a e^r) - asinh(a e^FAR) = r -
     * FAR}.
     */
    private static final double FAR = 500;

    private HyperbolicMaps() {}

    /** Returns |y|, at least 1e-8, [..., 1]. */
    public static Tensor radius(Tensor y) {
        return squares(y).maximum(LEAST_RADIUS * LEAST_RADIUS).sqrt();
    }

    private static Tensor squares(Tensor y) {
        return y.square().sum(-1).expandDims(-1);
    }

    /** Returns {@code sinh(r) / r e^-r}. */
    public static Tensor sinhQuotient(Tensor r) {
        return r.mul(-2).expm1().neg().div(r.mul(2));
    }

    /** Returns {@code cosh(r) e^-r}. */
    public static Tensor cosh(Tensor r) {
        return r.mul(-2).exp().add(1).mul(0.5);
    }

    /** Returns {@code (cosh(r) - 1) / r^2 e^-r}. */
    static Tensor coshQuotient(Tensor r) {
        return r.neg().expm1().div(r).square().mul(0.5);
    }

    /** Returns {@code asinh(e^x)} for x of any size. */
    private static Tensor asinhOfExp(Tensor x) {
        Tensor inside = x.minimum(LINEAR);
        return inside.exp().asinh().add(x.sub(inside));
    }

    /**
     * Returns the translation that takes the origin to a point m, applied to points. It is the
     * isometry along the geodesic from 0 to m. So {@code translated(m, u) = exp_m(PT_{0->m}(u))}
     * for a tangent vector u at the origin, and {@code translated(-m, y)} is its inverse.
     *
     * <pre>
     *   sinh(|z|) z/|z| = sinh(t)/t w + [cosh(t) sinh(p)/p + sinh(t)/t (cosh(p) - 1)/p^2 (m.w)] m
     *   p = |m|, t = |w|
     * </pre>
     *
     * <p>Rounding changes the left side by about {@code 1e-16 e^{p + t}}.
     *
     * @param m [..., d]
     * @param w [..., d]
     * @return z, [..., d]
     */
    public static Tensor translated(Tensor m, Tensor w) {
        Tensor p = radius(m);
        Tensor t = radius(w);
        Tensor inner = m.mul(w).sum(-1).expandDims(-1);
        Tensor along =
                sinhQuotient(p).mul(cosh(t)).add(coshQuotient(p).mul(sinhQuotient(t)).mul(inner));
        Tensor scaled = w.mul(sinhQuotient(t).mul(p.neg().exp())).add(m.mul(along));
        Tensor length = squares(scaled).maximum(NO_LENGTH).sqrt();
        Tensor distance = asinhOfExp(length.log().add(p).add(t));
        return scaled.mul(distance.div(length));
    }

    /**
     * Returns distances by the polar formula, whose terms are not negative:
     *
     * <pre>
     *   sinh^2(D/2) = sinh^2((a - b)/2) + sinh(a) sinh(b) sin^2(theta/2)
     * </pre>
     *
     * @return [...]
     */
    public static Tensor distance(Tensor one, Tensor other) {
        Tensor a = squares(one).sqrt();
        Tensor b = squares(other).sqrt();
        Tensor chord = squares(direction(one, a).sub(direction(other, b)));
        Tensor radial = a.sub(b).abs().neg().expm1().square().mul(a.minimum(b).mul(-2).exp());
        Tensor turned = a.mul(-2).expm1().mul(b.mul(-2).expm1()).mul(chord).mul(0.25);
        Tensor sum = radial.add(turned).maximum(NO_LENGTH);
        Tensor half = asinhOfExp(sum.log().add(a).add(b).mul(0.5).sub(Math.log(2)));
        return half.mul(2).mul(radial.add(turned).gt(NO_LENGTH)).sum(-1);
    }

    private static Tensor direction(Tensor y, Tensor radius) {
        return y.div(radius.maximum(Math.sqrt(NO_LENGTH)));
    }

    /**
     * Returns {@code log(sinh(r) / r)} of the radius, by which the exponential map changes lengths,
     * [...].
     */
    public static Tensor logStretch(Tensor y) {
        Tensor r = radius(y);
        return sinhQuotient(r).log().add(r).sum(-1);
    }

    /**
     * Returns signed distances from hyperplanes. That through a point p with the unit normal n,
     * carried from the origin to p, has the distance {@code asinh(sinh(|y|)/|y| y.k - cosh(|y|)
     * k_0)} with {@code k_0 = sinh(p)/p (p.n)} and {@code k = n + (cosh(p) - 1)/p^2 (p.n) p}. It is
     * the length in the gyroplane layer, whose formula in the ball is {@code asinh(2 x.n / (1 -
     * |x|^2))} with x the point -p (+) y.
     *
     * @param y [..., d]
     * @param points [G, d]
     * @param normals of length 1, [G, d]
     * @return [..., G]
     */
    public static Tensor fromPlanes(Tensor y, Tensor points, Tensor normals) {
        Tensor p = radius(points);
        Tensor inner = points.mul(normals).sum(-1).expandDims(-1);
        Tensor growth = p.exp();
        Tensor time = sinhQuotient(p).mul(growth).mul(inner);
        Tensor space = normals.add(points.mul(coshQuotient(p).mul(growth).mul(inner)));
        Tensor r = radius(y);
        Tensor product =
                y.mul(sinhQuotient(r)).matmul(space.transpose()).sub(cosh(r).mul(time.transpose()));
        Tensor near = r.minimum(FAR);
        return product.mul(near.exp()).asinh().add(product.sign().mul(r.sub(near)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.framework.tensor.Tensor;

/** How the gradient of the decoder reaches the vectors of the encoder through their codes. */
public enum GradientCopy {
    /** As it is (Bengio, Leonard and Courville 2013, section 4). */
    STRAIGHT_THROUGH {
        @Override
        Tensor of(Tensor e, Tensor codes) {
            return e;
        }
    },
    /**
     * By the rotation and the scale that take each vector to its code (Fifty et al. 2025, equation
     * 4), both held fixed:
     *
     * <pre>
     *   s [e - 2 r (r.e) + 2 c' (e'.e)],   e' = e/|e|, c' = c/|c|, r = (e' + c')/|e' + c'|, s = |c|/|e|
     * </pre>
     *
     * <p>So the angle between gradient and vector is kept. Where e or c is 0, or the two point in
     * opposite directions, the norms are at least 1e-6, and the map is no rotation.
     */
    ROTATION {
        @Override
        Tensor of(Tensor e, Tensor codes) {
            Tensor from = unit(e.stopGradient());
            Tensor to = unit(codes.stopGradient());
            Tensor middle = unit(from.add(to));
            Tensor scale = norm(codes.stopGradient()).div(norm(e.stopGradient()));
            Tensor reflected = middle.mul(dot(middle, e)).mul(-2);
            Tensor turned = to.mul(dot(from, e)).mul(2);
            return e.add(reflected).add(turned).mul(scale);
        }
    };

    private static final double LEAST_NORM = 1e-6;

    /**
     * Returns a tensor whose gradient in e is what the encoder gets.
     *
     * @param e [..., w]
     * @param codes c, [..., w]
     */
    abstract Tensor of(Tensor e, Tensor codes);

    private static Tensor dot(Tensor a, Tensor b) {
        return a.mul(b).sum(-1).expandDims(-1);
    }

    private static Tensor norm(Tensor a) {
        return dot(a, a).sqrt().maximum(LEAST_NORM);
    }

    private static Tensor unit(Tensor a) {
        return a.div(norm(a));
    }
}

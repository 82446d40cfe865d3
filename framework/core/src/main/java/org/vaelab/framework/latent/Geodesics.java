// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * How points move in a space that is a smooth surface of R^n, or R^n itself, with the distances of
 * R^n: what Hamiltonian Monte Carlo (Byrne and Girolami 2013, section 3) and flows ask of it.
 * Densities refer to the volume, or surface, that these distances give.
 */
public interface Geodesics {

    /**
     * Points with a velocity each.
     *
     * @param z [..., event]
     * @param velocity tangent to the space at z, [..., event]
     */
    record Motion(Tensor z, Tensor velocity) {}

    /**
     * Projects vectors of R^n on the tangent spaces at points. Of the partial derivatives of a
     * function it makes the gradient, of standard Normal vectors standard Normal velocities.
     *
     * @param z points of the space, [..., event]
     * @param vectors [..., event]
     * @return [..., event]
     */
    Tensor tangent(Tensor z, Tensor vectors);

    /**
     * Moves points along geodesics, at constant speed: with the velocity at the end reversed, the
     * same move leads back.
     *
     * @param time for which they move, broadcast over the leading axes
     */
    Motion move(Motion start, Tensor time);

    /**
     * Returns the velocities with which points arrive at others after the time 1, by a shortest
     * way. If there are several shortest ways, as between opposite points of a sphere, it is one of
     * them.
     *
     * @param from [..., event]
     * @param to [..., event]
     * @return tangent to the space at {@code from}, [..., event]
     */
    Tensor velocity(Tensor from, Tensor to);

    /**
     * Returns the accelerations of geodesics of speed 1 in R^n, summed over orthogonal directions:
     * the trace of the second fundamental form. It is normal to the space, 0 where geodesics are
     * straight lines. The divergence of a projected field is {@code div P u = trace(P du/dz P) +
     * <this, u>}.
     *
     * @param z points of the space, [..., event]
     * @return [..., event]
     */
    Tensor curvature(Tensor z);
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Hyperbolic space of d dimensions and curvature -c. Values are normal coordinates: tangent vectors
 * at the origin, {@code z = log_0(point)}, of shape [d]. |z| is the distance from the origin.
 * Coordinates of the Poincare ball are {@code tanh(s|z|/2) z/|z|}, s = sqrt c; in float32 they
 * reach the border at s|z| = 17, and normal coordinates have no border. As c tends to 0, the space
 * becomes R^d.
 *
 * <p>Densities refer to the volume of the space, in units of z:
 * {@code dvol = (sinh(s|z|) / (s|z|))^{d-1} dz}.
 *
 * @param dimension d, at least 1
 * @param curvature a number or a parameter
 */
public record Hyperbolic(int dimension, Curvature curvature) implements LatentSpace {

    public Hyperbolic {
        Counts.atLeastOne("latent", dimension);
    }

    @Override
    public Shape eventShape() {
        return Shape.of(dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.RIEMANNIAN;
    }

    /** Returns the square root s of c in float64, []. */
    public Tensor root(Tensor like) {
        return curvature.root(like.runtime());
    }

    /** Returns s z in float64: normal coordinates where the curvature is -1. */
    public Tensor scaled(Tensor z) {
        return z.cast(DType.FLOAT64).mul(root(z));
    }

    /**
     * Returns the logarithm of the density of the volume in z, (d - 1) log(sinh(s|z|) / (s|z|)), in
     * float64.
     */
    public Tensor logVolume(Tensor z) {
        return HyperbolicMaps.logStretch(scaled(z)).mul(dimension - 1);
    }

    /**
     * Returns {@link #logVolume} without its gradient in a learned c: the volume to which densities
     * refer is held. It cancels in log p - log q. Their gradients at a fixed z are then those of
     * densities in z, so {@code E_q[d log q / dc] = 0}, on which some estimators rely.
     */
    public Tensor logMeasure(Tensor z) {
        Tensor held = z.cast(DType.FLOAT64).mul(root(z).stopGradient());
        return HyperbolicMaps.logStretch(held).mul(dimension - 1);
    }

    /** Returns points of the unit ball, {@code tanh(s|z|/2) z/|z|}, of the dtype of z. */
    public Tensor inBall(Tensor z) {
        Tensor y = scaled(z);
        Tensor r = HyperbolicMaps.radius(y);
        return y.mul(r.mul(0.5).tanh().div(r)).cast(z.dtype());
    }

    /** {@inheritDoc} Here they are coordinates of the Poincare ball of radius 1. */
    @Override
    public TableColumns columns(String name, boolean exact) {
        List<String> names = TableColumns.numbered(name, dimension);
        return new TableColumns(names, this::inBall, CodeGeometry.DISK);
    }

    /** {@inheritDoc} Here they are the normal coordinates. */
    @Override
    public Optional<RankedUnits> rankedUnits() {
        return Optional.of(RankedUnits.coordinates(dimension));
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("wrapped-normal");
    }

    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        Tensor distance = HyperbolicMaps.distance(scaled(from), scaled(to));
        return Optional.of(distance.div(root(from)).cast(from.dtype()));
    }

    /**
     * {@inheritDoc} Interpolations follow the geodesics. A unit is a normal coordinate, which moves
     * while the others stay, as in R^d.
     */
    @Override
    public Optional<Walks> walks() {
        return new Euclidean(dimension).walks().map(flat -> new Along(this, flat));
    }

    private record Along(Hyperbolic space, Walks flat) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            Tensor start = space.scaled(from);
            Tensor direction = HyperbolicMaps.translated(start.neg(), space.scaled(to));
            double[] positions = Walks.positions(steps);
            List<Tensor> all = new ArrayList<>(List.of(from));
            for (int k = 1; k < steps - 1; k++) {
                Tensor point = HyperbolicMaps.translated(start, direction.mul(positions[k]));
                all.add(point.div(space.root(from)).cast(from.dtype()));
            }
            all.add(to);
            return Tensor.stack(all, 0);
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            return flat.alongUnit(z, unit, steps, draws);
        }
    }

    @Override
    public String toString() {
        return "H^" + dimension + " of " + curvature;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.Walks.GeodesicWalks;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;

/**
 * The simplex: k weights above 0 that sum to 1, of shape [k]. Densities refer to the volume of the
 * first k - 1 weights. Float32 weights may round to 0; densities are finite there.
 *
 * <p>The map w to sqrt w takes the simplex to the unit sphere, and its Fisher-Rao metric to four
 * times that of the sphere. So the shortest ways are great circles, and stay in the simplex.
 *
 * @param weights k, at least 2
 */
public record Simplex(int weights) implements VectorSpace {

    public Simplex {
        if (weights < 2) {
            throw new IllegalArgumentException(
                    "a simplex needs at least 2 weights, not " + weights);
        }
    }

    @Override
    public int dimension() {
        return weights;
    }

    @Override
    public boolean containsMeans() {
        return true;
    }

    /** {@inheritDoc} Without settings it is uniform. */
    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("dirichlet");
    }

    @Override
    public int degreesOfFreedom() {
        return weights - 1;
    }

    @Override
    public double[] referenceVariances() {
        double[] each = new double[weights];
        Arrays.fill(each, (weights - 1.0) / weights / weights / (weights + 1));
        return each;
    }

    @Override
    public TableColumns columns(String name, boolean exact) {
        List<String> names = TableColumns.numbered(name, weights);
        return new TableColumns(names, z -> z, CodeGeometry.SIMPLEX);
    }

    /** {@inheritDoc} Here it is {@code 2 arccos(sum_j sqrt(v_j w_j))}, the Fisher-Rao distance. */
    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        return new Sphere(weights).distance(from.sqrt(), to.sqrt()).map(angle -> angle.mul(2));
    }

    /**
     * {@inheritDoc} A unit moves from the weight 0 to the weight 1 at constant speed; the others
     * keep their ratios.
     */
    @Override
    public Optional<Walks> walks() {
        return new Sphere(weights)
                .geodesics()
                .map(g -> new RootWalks(new GeodesicWalks(g, Simplex::angles)));
    }

    /** How far roots of a weight are from an angle between 0 and pi / 2 on the sphere. */
    private static Tensor angles(Tensor roots, double position, double[] draws) {
        double[] angles = roots.readDoubles();
        for (int i = 0; i < angles.length; i++) {
            angles[i] = 0.5 * Math.PI * position - Math.asin(Math.min(1, angles[i]));
        }
        return roots.runtime().tensor(angles, roots.shape()).cast(roots.dtype());
    }

    /** Walks of the roots of weights. */
    private record RootWalks(Walks ofRoots) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            return ofRoots.between(from.sqrt(), to.sqrt(), steps).square();
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            return ofRoots.alongUnit(z.sqrt(), unit, steps, draws.sqrt()).square();
        }
    }

    @Override
    public String toString() {
        return "simplex(" + weights + ")";
    }
}

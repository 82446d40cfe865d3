// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.Walks.GeodesicWalks;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The flat torus: d angles in [-pi, pi), of shape [d]. Densities refer to the volume of the angles,
 * and the distance is that of R^d modulo 2 pi. Each angle is a unit.
 *
 * @param dimension d, at least 1
 */
public record Torus(int dimension) implements LatentSpace {

    private static final double TURN = 2 * Math.PI;

    /**
     * For |x| below tan(pi/16), arctan x needs the powers up to 2 * 11 + 1 for a relative error of
     * 1e-17.
     */
    private static final int TERMS = 11;

    public Torus {
        Counts.atLeastOne("dimension", dimension);
    }

    /** Returns angles modulo 2 pi, in [-pi, pi); those within stay as they are. */
    public static Tensor wrap(Tensor angles) {
        return angles.sub(angles.add(Math.PI).div(TURN).floor().mul(TURN));
    }

    /**
     * Returns the angles of vectors (c, s) in the plane, in [-pi, pi]; of (0, 0) it is 0. They are
     * computed by tensor operations, so a graph that is exported has them too.
     *
     * <pre>
     *   angle = 8 arctan x,   x = tan(angle / 8) by two halvings of tan(angle / 2) = s / (r + c)
     *   d angle = (c ds - s dc) / r^2
     * </pre>
     */
    public static Tensor angle(Tensor cosine, Tensor sine) {
        Tensor c = cosine.stopGradient();
        Tensor s = sine.stopGradient();
        Tensor square = c.square().add(s.square()).maximum(1e-30);
        return CustomGradient.of(
                () -> angle(c, s, square.sqrt()),
                Pullback.of(g -> g.mul(s).div(square).neg(), g -> g.mul(c).div(square)),
                List.of(cosine, sine));
    }

    private static Tensor angle(Tensor c, Tensor s, Tensor length) {
        Tensor x = s.div(length.add(c.abs()));
        x = x.div(x.square().add(1).sqrt().add(1));
        x = x.div(x.square().add(1).sqrt().add(1));
        Tensor square = x.square().neg();
        Tensor series = square.mul(1.0 / (2 * TERMS + 1));
        for (int n = TERMS - 1; n > 0; n--) {
            series = series.add(1.0 / (2 * n + 1)).mul(square);
        }
        Tensor acute = x.mul(series.add(1)).mul(8);
        Tensor side = s.lt(0).mul(-TURN).add(Math.PI);
        return side.sub(acute).where(c.lt(0), acute);
    }

    @Override
    public Shape eventShape() {
        return Shape.of(dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.LEBESGUE;
    }

    /**
     * Gives a network {@code sqrt 2 cos z} of all angles, then {@code sqrt 2 sin z}: numbers of
     * variance 1 under the uniform distribution.
     */
    @Override
    public NetworkInput networkInput() {
        return NetworkInput.of(
                2 * dimension,
                z -> Tensor.concatenate(List.of(z.cos(), z.sin()), -1).mul(Math.sqrt(2)),
                (z, w) ->
                        Tensor.concatenate(List.of(w.mul(z.sin()).neg(), w.mul(z.cos())), -1)
                                .mul(Math.sqrt(2)));
    }

    @Override
    public double[] referenceVariances() {
        double[] each = new double[dimension];
        Arrays.fill(each, Math.PI * Math.PI / 3);
        return each;
    }

    @Override
    public TableColumns columns(String name, boolean exact) {
        List<String> names = TableColumns.numbered(name, dimension);
        return new TableColumns(names, z -> z, CodeGeometry.TORUS);
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("uniform-torus");
    }

    /** {@inheritDoc} Here they are the angles, each from the mean direction of the reference. */
    @Override
    public Optional<RankedUnits> rankedUnits() {
        RankedUnits angles = RankedUnits.coordinates(dimension);
        return Optional.of(
                new RankedUnits() {
                    @Override
                    public List<Unit> units(String name) {
                        return angles.units(name);
                    }

                    @Override
                    public Tensor of(Tensor z, Tensor reference) {
                        return wrap(z.sub(angle(reference.cos().mean(0), reference.sin().mean(0))));
                    }
                });
    }

    @Override
    public Optional<Geodesics> geodesics() {
        return Optional.of(new Euclidean.StraightLines(Torus::wrap));
    }

    /** {@inheritDoc} A unit makes one turn, from -pi to pi. */
    @Override
    public Optional<Walks> walks() {
        GeodesicWalks.Reach turn =
                (angles, position, draws) -> angles.neg().add(TURN * (position - 0.5));
        return Optional.of(new GeodesicWalks(new Euclidean.StraightLines(Torus::wrap), turn));
    }

    @Override
    public String toString() {
        return "T^" + dimension;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.Walks.GeodesicWalks;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The space of one latent value z. Posterior and prior of a latent variable live on equal spaces;
 * two spaces are equal as records are.
 */
public interface LatentSpace {

    /** Returns the shape of one value, without draws and batch. */
    Shape eventShape();

    /** Returns the measure to which densities on this space refer. */
    BaseMeasure measure();

    /** Returns how values are laid out for a network. By default the coordinates as they are. */
    default NetworkInput networkInput() {
        return NetworkInput.linear(eventShape().size(), z -> z);
    }

    /**
     * Returns the units into which the coordinates of a value fall: for each coordinate, row by
     * row, the number of its unit, from 0 on. Each coordinate is a unit by default. The k
     * coordinates of one categorical variable are one unit together.
     */
    default int[] units() {
        return IntStream.range(0, eventShape().size()).toArray();
    }

    /**
     * Returns the dimension of the space, by default the number of {@link #units}. Points of a
     * sphere have a coordinate more.
     */
    default int degreesOfFreedom() {
        return (int) Arrays.stream(units()).distinct().count();
    }

    /**
     * Returns the variance of each coordinate under the {@link #referencePrior}, row by row. The
     * default is that of N(0, I), 1.
     */
    default double[] referenceVariances() {
        double[] ones = new double[eventShape().size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Returns how values are written to a table, and the geometry of its columns, by which reports
     * draw maps of codes. By default there is one column per coordinate, {@code z0}, {@code z1},
     * ..., and they are coordinates of a vector space.
     *
     * @param name of the latent variable; the names of columns begin with it
     * @param exact whether values are points of this space, rather than means or relaxed values
     */
    default TableColumns columns(String name, boolean exact) {
        return new TableColumns(TableColumns.numbered(name, eventShape().size()), z -> z);
    }

    /**
     * Returns whether the mean of points of this space is a point of it. By default it is not; in
     * R^d it is.
     */
    default boolean containsMeans() {
        return false;
    }

    /**
     * Returns numbers of a point, one for each unit, whose ranks among draws can be compared, for
     * tests of calibration. The default is empty: the space has no order.
     */
    default Optional<RankedUnits> rankedUnits() {
        return Optional.empty();
    }

    /**
     * Returns the prior of a model that names none, by the name under which it is announced: one
     * without parameters, such as N(0, I) or the uniform distribution.
     */
    PartChoice referencePrior();

    /**
     * Returns how points move in this space, for chains of Hamiltonian Monte Carlo. The default is
     * empty, as for a discrete space.
     */
    default Optional<Geodesics> geodesics() {
        return Optional.empty();
    }

    /**
     * Returns the distance between points in this space, along whose shortest ways {@link #walks}
     * lead at constant speed. The default is the length of {@link #geodesics}; empty if the space
     * has none.
     *
     * @param from [N, event]
     * @param to [N, event]
     * @return [N]
     */
    default Optional<Tensor> distance(Tensor from, Tensor to) {
        return geodesics()
                .map(g -> g.velocity(from, to))
                .map(v -> v.reshape(v.shape().extent(0), eventShape().size()))
                .map(velocity -> velocity.square().sum(-1).sqrt());
    }

    /**
     * Returns interpolations between values and traversals of single units, which the commands
     * {@code interpolate} and {@code traverse} use. The default follows {@link #geodesics}, if the
     * space has them and each coordinate is a unit.
     */
    default Optional<Walks> walks() {
        int[] units = units();
        boolean ofCoordinates = IntStream.range(0, units.length).allMatch(i -> units[i] == i);
        return geodesics()
                .filter(g -> ofCoordinates && eventShape().rank() == 1)
                .map(g -> new GeodesicWalks(g, GeodesicWalks.deviations()));
    }
}

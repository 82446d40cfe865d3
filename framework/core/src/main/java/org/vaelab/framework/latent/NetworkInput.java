// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.tensor.Tensor;

/**
 * The map from latent values to the rows that a network is given: the first layer of p(x given z).
 * Most spaces lay their coordinates side by side; a codebook looks its codes up.
 */
public interface NetworkInput extends Component {

    /** Returns the number of coordinates of a row. */
    int width();

    /**
     * Returns the rows.
     *
     * @param z [..., event]
     * @return [..., width]
     */
    Tensor of(Tensor z);

    /**
     * Returns the grid on which the coordinates lie, if on one: equally many at each position,
     * those of one position side by side, positions row by row.
     */
    Optional<Grid> grid();

    /**
     * Returns the derivative of the rows along a direction, for flows whose divergence it is a part
     * of: from z, [..., event], and directions that broadcast over it to [..., width]. It is made
     * of tensor operations, so it has a gradient itself. The default is empty: it is not known.
     */
    default Optional<BinaryOperator<Tensor>> derivative() {
        return Optional.empty();
    }

    /** Returns a map without parameters, on no grid. */
    static NetworkInput of(int width, UnaryOperator<Tensor> map) {
        return of(width, Optional.empty(), map);
    }

    /** Returns a linear map without parameters, which is its own derivative. */
    static NetworkInput linear(int width, UnaryOperator<Tensor> map) {
        return of(width, map, (z, direction) -> map.apply(direction));
    }

    /** Returns a map without parameters, with its {@link #derivative}. */
    static NetworkInput of(
            int width, UnaryOperator<Tensor> map, BinaryOperator<Tensor> derivative) {
        return of(width, Optional.empty(), map, Optional.of(derivative));
    }

    /** Returns a map without parameters, on a grid or on none. */
    static NetworkInput of(int width, Optional<Grid> grid, UnaryOperator<Tensor> map) {
        return of(width, grid, map, Optional.empty());
    }

    private static NetworkInput of(
            int width,
            Optional<Grid> grid,
            UnaryOperator<Tensor> map,
            Optional<BinaryOperator<Tensor>> derivative) {
        return new NetworkInput() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public Tensor of(Tensor z) {
                return map.apply(z);
            }

            @Override
            public Optional<Grid> grid() {
                return grid;
            }

            @Override
            public Optional<BinaryOperator<Tensor>> derivative() {
                return derivative;
            }

            @Override
            public List<Parameter> parameters() {
                return List.of();
            }
        };
    }
}

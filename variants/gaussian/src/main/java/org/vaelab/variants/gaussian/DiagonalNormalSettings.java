// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;

/**
 * The settings of independent Normals on R^d.
 *
 * @param latent the dimension d; of variables on a grid in all, the same number at each position
 * @param grid rows and columns of positions, for networks that keep the place of what they see; absent:
 *     a vector
 */
public record DiagonalNormalSettings(
        @LatentDimension @JsonProperty(required = true) int latent,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Integer> grid) {

    /** Checks the dimension, and that it divides among the positions. */
    public DiagonalNormalSettings {
        Counts.atLeastOne("latent", latent);
        grid = grid == null ? null : List.copyOf(grid);
        places(grid)
                .ifPresent(
                        on -> {
                            if (latent % on.positions() != 0) {
                                throw new IllegalArgumentException(
                                        "latent is the dimension in all, and "
                                                + latent
                                                + " numbers do not divide among the "
                                                + on.positions()
                                                + " positions of a grid of "
                                                + on);
                            }
                        });
    }

    /** Returns the grid, if there is one. */
    Optional<Grid> places() {
        return places(grid);
    }

    private static Optional<Grid> places(@Nullable List<Integer> grid) {
        if (grid == null) {
            return Optional.empty();
        }
        if (grid.size() != 2) {
            throw new IllegalArgumentException(
                    "grid must be rows and columns, such as [7, 7], is " + grid);
        }
        return Optional.of(new Grid(grid.get(0), grid.get(1)));
    }
}

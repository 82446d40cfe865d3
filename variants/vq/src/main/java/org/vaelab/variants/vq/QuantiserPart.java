// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.SettingException;

/**
 * A posterior that replaces each of n vectors of the encoder by a code. Its record has the
 * settings, and makes the {@link Quantiser}.
 */
public interface QuantiserPart extends PosteriorPart {

    String POSITIONS = "n, the number of positions; leave it out if grid is set";

    String GRID = "rows and columns of positions, for convolutional encoders";

    String GRADIENT =
            "what the encoder gets of the decoder's gradient: straight-through, or rotation (Fifty et"
                    + " al. 2025)";

    @Nullable Integer positions();

    @Nullable List<Integer> grid();

    /** Returns k, the number of codes. */
    int size();

    /**
     * Makes the quantiser of a stage.
     *
     * @param context whose key is for its parameters
     * @param stage from 0; stages after the first quantise what the earlier ones leave
     */
    Quantiser quantiser(PartContext context, int stage);

    /** Returns how the gradient of the decoder reaches the encoder. */
    default GradientCopy gradient() {
        return GradientCopy.STRAIGHT_THROUGH;
    }

    /** Returns R, the number of codes of a position. */
    default int stages() {
        return 1;
    }

    /**
     * Returns the probability that networks see the first stages of an example alone, in training.
     */
    default double dropout() {
        return 0;
    }

    /**
     * Returns the space of the indices: n R variables of k categories, those of one position side
     * by side.
     */
    default OneHot space() {
        return space(positions(), grid(), stages(), size());
    }

    /**
     * Returns the space for settings.
     *
     * @throws IllegalArgumentException unless either positions or grid are set, or if a number is
     *     too small
     */
    static OneHot space(
            @Nullable Integer positions, @Nullable List<Integer> grid, int stages, int size) {
        int n = Grid.positions(positions, grid);
        return new OneHot(Math.multiplyExact(n, stages), size);
    }

    static @Nullable List<Integer> copy(@Nullable List<Integer> grid) {
        return grid == null ? null : List.copyOf(grid);
    }

    static void requireAtLeastZero(String name, double value) {
        if (!(value >= 0)) {
            throw new SettingException(name, "must be at least 0, is " + value);
        }
        if (value == Double.POSITIVE_INFINITY) {
            throw new SettingException(name, "must be finite, is " + value);
        }
    }

    @Override
    default Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(space());
    }

    @Override
    default PosteriorFamily create(PartContext context) {
        return new QuantisedFamily(
                space(),
                Grid.ofSetting(grid()),
                IntStream.range(0, stages()).mapToObj(s -> quantiser(context, s)).toList(),
                gradient(),
                dropout());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.Tensor;

/**
 * Numbers of a point of a space, one for each unit. A test of calibration compares the rank of a
 * true value among draws of q.
 *
 * <p>A number may depend on reference draws of q, as a cosine to a mean direction does. These are
 * independent of the draws that are compared. So the number is one function for the true value and
 * the draws, and ranks are uniform if q is the posterior (Talts et al. 2018; Modrak et al. 2023).
 */
public interface RankedUnits {

    /**
     * What is ranked.
     *
     * @param name in files and figures
     * @param isCloseness whether a larger number means closer to the centre of q; otherwise it is a
     *     coordinate
     */
    record Unit(String name, boolean isCloseness) {}

    /**
     * Returns the units in order.
     *
     * @param name of the latent variable, with which the names of units begin
     */
    List<Unit> units(String name);

    /**
     * Returns the numbers of points.
     *
     * @param z [K, B, event]
     * @param reference draws of q for each of the B examples, [M, B, event]
     * @return [K, B, U] of U units
     */
    Tensor of(Tensor z, Tensor reference);

    /** Returns the coordinates of vectors, as they are. */
    static RankedUnits coordinates(int dimension) {
        return new RankedUnits() {
            @Override
            public List<Unit> units(String name) {
                return IntStream.range(0, dimension)
                        .mapToObj(i -> new Unit(name + "[" + i + "]", false))
                        .toList();
            }

            @Override
            public Tensor of(Tensor z, Tensor reference) {
                return z;
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;
import java.util.Objects;

/**
 * Neighbouring columns of {@code codes.csv} with one geometry: the code of a latent variable, or of
 * a factor of a product.
 *
 * @param variable the name of the latent variable
 * @param points the number of points that the columns hold side by side, such as the categorical
 *     variables of a one-hot space; at least 1
 * @param columns the names of the columns in order, equally many for each point
 */
public record CodePart(String variable, CodeGeometry geometry, int points, List<String> columns) {

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the columns do not divide into the points
     */
    public CodePart {
        Objects.requireNonNull(variable, "variable");
        Objects.requireNonNull(geometry, "geometry");
        columns = List.copyOf(columns);
        if (points < 1 || columns.isEmpty() || columns.size() % points != 0) {
            throw new IllegalArgumentException(
                    columns.size() + " columns do not divide into " + points + " points");
        }
    }
}

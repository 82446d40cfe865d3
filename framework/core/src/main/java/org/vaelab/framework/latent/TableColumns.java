// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;

/**
 * How latent values are written to a table.
 *
 * @param values maps values [B, event] to as many numbers per example as there are columns,
 *     row-major
 * @param groups the geometries of neighbouring columns, in order, which together have all columns
 */
public record TableColumns(List<String> names, UnaryOperator<Tensor> values, List<Group> groups) {

    /**
     * Checks the groups.
     *
     * @throws IllegalArgumentException if they do not have as many columns as there are names
     */
    public TableColumns {
        names = List.copyOf(names);
        groups = List.copyOf(groups);
        int grouped = groups.stream().mapToInt(Group::columns).sum();
        if (grouped != names.size()) {
            throw new IllegalArgumentException(
                    "the groups have " + grouped + " columns, the table has " + names.size());
        }
    }

    /** Makes columns of one geometry. */
    public TableColumns(List<String> names, UnaryOperator<Tensor> values, CodeGeometry geometry) {
        this(names, values, List.of(new Group(geometry, 1, names.size())));
    }

    /** Makes columns of coordinates of a vector space. */
    public TableColumns(List<String> names, UnaryOperator<Tensor> values) {
        this(names, values, CodeGeometry.PLANE);
    }

    /**
     * Neighbouring columns that hold points of one geometry.
     *
     * @param points the number of points side by side, at least 1
     * @param width the number of columns of each, at least 1
     */
    public record Group(CodeGeometry geometry, int points, int width) {

        public Group {
            Counts.atLeastOne("points", points);
            Counts.atLeastOne("width", width);
        }

        /** Returns the number of columns of all points. */
        public int columns() {
            return points * width;
        }
    }

    /** Returns a name with 0, 1, ... appended, such as {@code z0}, {@code z1}. */
    public static List<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.Tensor;

/**
 * How latent values are written to a table.
 *
 * @param values maps values [B, event] to as many numbers per example as there are columns, row-major
 */
public record TableColumns(List<String> names, UnaryOperator<Tensor> values) {

    /** Returns a name with 0, 1, ... appended, such as {@code z0}, {@code z1}. */
    public static List<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.assertj.core.data.Offset;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/** What the columns of latent codes promise: distinct names, and points of their geometry. */
record ShownCodes(LatentSpace space) {

    private static final double ROUNDING = 1e-6;

    /** Checks the columns of the location of a posterior, and those of values of the space. */
    void check(Posterior q, Tensor values) {
        check(space.columns("z", q.isPointMass()), q.location());
        checkValues(values);
    }

    /** Checks the columns of values of the space. */
    void checkValues(Tensor values) {
        check(space.columns("z", false), values);
        check(space.columns("z", true), values);
    }

    /**
     * Checks columns.
     *
     * @param values [B, event]
     */
    private static void check(TableColumns columns, Tensor values) {
        assertThat(columns.names())
                .doesNotHaveDuplicates()
                .allMatch(n -> !n.matches(".*[,\"\\s].*"));
        int rows = values.shape().extent(0);
        double[] shown = columns.values().apply(values).readDoubles();
        int width = columns.names().size();
        assertThat(shown).hasSize(rows * width);
        for (int row = 0; row < rows; row++) {
            int from = row * width;
            for (TableColumns.Group group : columns.groups()) {
                for (int i = 0; i < group.points(); i++) {
                    check(group, Arrays.copyOfRange(shown, from, from + group.width()));
                    from += group.width();
                }
            }
        }
    }

    private static void check(TableColumns.Group group, double[] point) {
        String as = "a point of geometry " + group.geometry();
        switch (group.geometry()) {
            case PLANE -> all(as, point, Double::isFinite);
            case SPHERE -> {
                double square = Arrays.stream(point).map(x -> x * x).sum();
                assertThat(square).as(as).isCloseTo(1, Offset.offset(ROUNDING));
            }
            case DISK -> {
                double square = Arrays.stream(point).map(x -> x * x).sum();
                assertThat(square).as(as).isLessThanOrEqualTo(1 + ROUNDING);
            }
            case SIMPLEX -> {
                all(as, point, w -> w >= 0);
                double sum = Arrays.stream(point).sum();
                assertThat(sum).as(as).isCloseTo(1, Offset.offset(ROUNDING));
            }
            case CATEGORY -> all(as, point, c -> c >= 0 && c == Math.rint(c));
        }
    }

    private static void all(String as, double[] point, DoublePredicate valid) {
        assertThat(Arrays.stream(point).allMatch(valid)).as(as).isTrue();
    }
}

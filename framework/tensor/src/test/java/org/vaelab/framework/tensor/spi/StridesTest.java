// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.Shape;

final class StridesTest {

    @Test
    void theLastAxisIsFastest() {
        assertThat(Strides.rowMajor(Shape.of(2, 3, 4))).containsExactly(12, 4, 1);
        assertThat(Strides.rowMajor(Shape.of())).isEmpty();
        assertThat(Strides.rowMajor(Shape.of(2, 0, 4))).containsExactly(4, 4, 1);
    }

    @Test
    void rowMajorIsJudgedByTheAxesThatAreWalked() {
        Shape shape = Shape.of(2, 1, 4);
        assertThat(Strides.areRowMajor(shape, new int[] {4, 99, 1})).isTrue();
        assertThat(Strides.areRowMajor(shape, new int[] {8, 4, 1})).isFalse();
        assertThat(Strides.areRowMajor(shape, new int[] {1, 1, 2})).isFalse();
        assertThat(Strides.areRowMajor(Shape.of(3), new int[] {0})).isFalse();
        assertThat(Strides.areRowMajor(Shape.of(0, 4), new int[] {1, 2})).isTrue();
    }

    @Test
    void repeatedAxesStandStill() {
        int[] repeated = Strides.broadcast(Shape.of(3, 1), new int[] {1, 7}, Shape.of(5, 3, 2));
        assertThat(repeated).containsExactly(0, 1, 0);
    }
}

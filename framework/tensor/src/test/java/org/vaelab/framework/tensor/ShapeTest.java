// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.Shape;

final class ShapeTest {

    private final Shape shape = Shape.of(2, 3, 4);

    @Test
    void scalarHasOneElementAndNoAxes() {
        assertThat(Shape.scalar().rank()).isZero();
        assertThat(Shape.scalar().size()).isEqualTo(1);
        assertThat(Shape.of()).isSameAs(Shape.scalar());
        assertThat(Shape.scalar()).hasToString("[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.scalar().extent(0))
                .withMessage("no axis 0 in shape []");
    }

    @Test
    void knowsItsExtents() {
        assertThat(shape.size()).isEqualTo(24);
        assertThat(shape.extent(0)).isEqualTo(2);
        assertThat(shape.extent(-1)).isEqualTo(4);
        assertThat(shape.extent(-3)).isEqualTo(2);
        assertThat(shape).hasToString("[2, 3, 4]");
        assertThat(Shape.of(2, 0, 4).size()).isZero();
    }

    @Test
    void doesNotShareItsExtents() {
        int[] extents = {2, 3};
        Shape copied = Shape.of(extents);
        extents[0] = 9;
        copied.toArray()[1] = 9;
        assertThat(copied).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
        assertThat(copied).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
    }

    @Test
    void refusesExtentsThatMakeNoArray() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(2, -1))
                .withMessage("negative extent -1 in shape [2, -1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(65536, 32768))
                .withMessageContaining("[65536, 32768]");
        assertThat(Shape.of(Integer.MAX_VALUE).size()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void resolvesAxes() {
        assertThat(shape.axis(-1)).isEqualTo(2);
        assertThat(shape.axes()).containsExactly(0, 1, 2);
        assertThat(shape.axes(-1, 0)).containsExactly(0, 2);
        for (int axis : new int[] {3, -4}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> shape.axis(axis))
                    .withMessage("no axis " + axis + " in shape [2, 3, 4]");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.axes(2, -1))
                .withMessageContaining("[2, -1] name one axis twice");
    }

    @Test
    void takesRangesOfAxes() {
        assertThat(shape.range(0, -1)).isEqualTo(Shape.of(2, 3));
        assertThat(shape.range(-2, 3)).isEqualTo(Shape.of(3, 4));
        assertThat(shape.range(1, 1)).isEqualTo(Shape.scalar());
        assertThat(shape.from(-1)).isEqualTo(Shape.of(4));
        assertThat(shape.from(3)).isEqualTo(Shape.scalar());
        int[][] wrong = {{0, 4}, {2, 1}, {-4, 1}, {0, -4}, {4, 4}};
        for (int[] range : wrong) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> shape.range(range[0], range[1]))
                    .withMessageContaining("[" + range[0] + ", " + range[1] + ")")
                    .withMessageContaining("[2, 3, 4]");
        }
    }

    @Test
    void joinsAndChanges() {
        assertThat(shape.append(5)).isEqualTo(Shape.of(2, 3, 4, 5));
        assertThat(shape.append(Shape.of(0, 1))).isEqualTo(Shape.of(2, 3, 4, 0, 1));
        assertThat(shape.prepend(7, 8)).isEqualTo(Shape.of(7, 8, 2, 3, 4));
        assertThat(shape.with(-2, 9)).isEqualTo(Shape.of(2, 9, 4));
        assertThat(Shape.scalar().append(Shape.scalar())).isEqualTo(Shape.scalar());
    }

    @Test
    void reduces() {
        assertThat(shape.reduce(new int[] {0, 2}, false)).isEqualTo(Shape.of(3));
        assertThat(shape.reduce(new int[] {0, 2}, true)).isEqualTo(Shape.of(1, 3, 1));
        assertThat(shape.reduce(new int[] {-1, 0}, false)).isEqualTo(Shape.of(3));
        assertThat(shape.reduce(new int[0], false)).isEqualTo(shape);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.reduce(new int[] {3}, true))
                .withMessage("no axis 3 in shape [2, 3, 4]");
    }

    @Test
    void broadcasts() {
        assertThat(shape.broadcast(Shape.scalar())).isEqualTo(shape);
        assertThat(shape.broadcast(Shape.of(3, 1))).isEqualTo(shape);
        assertThat(Shape.of(2, 1).broadcast(Shape.of(3))).isEqualTo(Shape.of(2, 3));
        assertThat(Shape.of(2, 1).broadcast(Shape.of(0))).isEqualTo(Shape.of(2, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape.broadcast(Shape.of(3)))
                .withMessage("shapes [2, 3, 4] and [3] do not broadcast");
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(0).broadcast(Shape.of(2)));
    }

    @Property
    void broadcastingOfOnesIsNeutralAndCommutes(
            @ForAll @Size(max = 5) int[] extents, @ForAll int mask) {
        int[] small = Arrays.stream(extents).map(e -> Math.floorMod(e, 5)).toArray();
        int[] ones = small.clone();
        for (int i = 0; i < ones.length; i++) {
            ones[i] = (mask >> i & 1) == 1 ? 1 : ones[i];
        }
        Shape full = Shape.of(small);
        Shape partial = Shape.of(ones);
        assertThat(full.broadcast(partial)).isEqualTo(full);
        assertThat(partial.broadcast(full)).isEqualTo(full);
        assertThat(full.prepend(1, 1).broadcast(partial)).isEqualTo(full.prepend(1, 1));
    }

    @Property
    void aRangeAndItsComplementMakeTheShape(
            @ForAll @Size(max = 6) int[] extents, @ForAll @IntRange(max = 6) int at) {
        Shape full = Shape.of(Arrays.stream(extents).map(e -> Math.floorMod(e, 4)).toArray());
        int cut = Math.min(at, full.rank());
        assertThat(full.range(0, cut).append(full.from(cut))).isEqualTo(full);
        assertThat(full.range(0, cut).size() * full.from(cut).size()).isEqualTo(full.size());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;

final class NestedRegionsTest implements NestedRegions.Levels {

    private record Scalar(Shape shape, DType dtype) implements Buffer {}

    private final List<String> calls = new ArrayList<>();
    private final NestedRegions regions = new NestedRegions(this);

    @Override
    public void enter(int level) {
        calls.add("enter " + level);
    }

    @Override
    public void leave(int level) {
        calls.add("leave " + level);
    }

    @Override
    public Buffer copy(Buffer buffer, int level) {
        calls.add("copy to " + level);
        return buffer;
    }

    @Test
    void levelsAreEnteredAndLeftInOrder() {
        Region outer = regions.open();
        Region inner = regions.open();
        inner.detach(new Scalar(Shape.of(), DType.FLOAT32));
        inner.close();
        inner.close();
        outer.close();
        assertThat(calls).containsExactly("enter 1", "enter 2", "copy to 1", "leave 2", "leave 1");
    }

    @Test
    void anOuterRegionDoesNotCloseFirst() {
        Region outer = regions.open();
        Region inner = regions.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("regions close in reverse order of their opening");
        inner.close();
        outer.close();
        assertThat(calls).containsExactly("enter 1", "enter 2", "leave 2", "leave 1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** A closed runtime throws, where native code would read freed memory. */
final class ClosedRuntimeTest {

    @Tag("full")
    @Test
    void everyUseOfAClosedRuntimeThrows() {
        TensorRuntime runtime = Backends.find(ClosedRuntimeTest.class.getClassLoader()).open();
        Tensor plain = runtime.tensor(new float[] {1, 2}, Shape.of(2));
        Tensor kept = runtime.keep(plain, true);
        runtime.close();
        Map<String, ThrowingCallable> uses =
                Map.of(
                        "tensor", () -> runtime.tensor(new float[] {1, 2}, Shape.of(2)),
                        "normal", () -> runtime.normal(RandomKey.of(1), Shape.of(2)),
                        "scope", runtime::scope,
                        "keep", () -> runtime.keep(plain, false));
        uses.forEach((name, use) -> requireThrows(use, name));
        for (Tensor tensor : List.of(plain, kept)) {
            requireThrows(() -> tensor.add(tensor), "add");
            requireThrows(tensor::readFloats, "read");
            requireThrows(() -> tensor.sum(), "sum");
        }
        requireThrows(() -> runtime.release(kept), "release");
        runtime.close();
    }

    private static void requireThrows(ThrowingCallable use, String name) {
        assertThatThrownBy(use).as(name).isInstanceOf(IllegalStateException.class);
    }
}

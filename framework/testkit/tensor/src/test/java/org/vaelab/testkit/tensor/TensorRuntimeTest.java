// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** The life of tensors, on a backend that notices every use after its end. */
final class TensorRuntimeTest {

    private static TensorRuntime runtime() {
        return TensorRuntime.on(new ReferenceBackend(), DType.FLOAT64);
    }

    @Test
    void computesInFloatingPoint() {
        assertThatThrownBy(() -> TensorRuntime.on(new ReferenceBackend(), DType.INT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INT32");
        try (TensorRuntime single = TensorRuntime.on(new ReferenceBackend(), DType.FLOAT32)) {
            assertThat(single.vector(0.1).readDoubles()).containsExactly(0.1f);
            assertThat(single.backendName()).isEqualTo("reference");
        }
    }

    @Test
    void tensorsEndWithTheirScope() {
        try (TensorRuntime runtime = runtime()) {
            Tensor outside = runtime.vector(1, 2);
            Tensor inside;
            Tensor view;
            Tensor detached;
            try (TensorScope scope = runtime.scope()) {
                inside = outside.mul(2);
                view = inside.stopGradient();
                detached = scope.detach(inside);
                assertThat(scope.detach(outside).readDoubles()).containsExactly(1, 2);
            }
            assertThat(detached.readDoubles()).containsExactly(2, 4);
            assertThat(outside.readDoubles()).containsExactly(1, 2);
            assertThat(inside.shape()).as("still known").isEqualTo(Shape.of(2));
            for (Tensor ended : new Tensor[] {inside, view}) {
                assertThatThrownBy(() -> ended.add(1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "tensor of shape [2] is used after its scope was closed: create it where it is used, or keep it by TensorScope.detach or TensorRuntime.keep");
            }
        }
    }

    @Test
    void scopesCloseInReverseOrder() {
        try (TensorRuntime runtime = runtime()) {
            TensorScope outer = runtime.scope();
            TensorScope inner = runtime.scope();
            assertThatThrownBy(outer::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reverse order");
            inner.close();
            inner.close();
            outer.close();
        }
    }

    @Test
    void keepsUntilReleased() {
        try (TensorRuntime runtime = runtime()) {
            Tensor kept;
            try (TensorScope scope = runtime.scope()) {
                kept = runtime.keep(runtime.vector(1, 2), true);
                assertThat(scope.detach(kept).isTracked()).isFalse();
            }
            assertThat(kept.isTracked()).isTrue();
            assertThat(runtime.isKept(kept)).isTrue();
            assertThat(runtime.keptTensors()).isEqualTo(1);
            Tensor view = kept.stopGradient();
            runtime.assign(view, runtime.vector(3, 4));
            assertThat(kept.readDoubles()).containsExactly(3, 4);
            runtime.release(kept);
            assertThat(runtime.keptTensors()).isZero();
            for (Tensor released : new Tensor[] {kept, view}) {
                assertThatThrownBy(released::readDoubles).isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(() -> runtime.release(kept))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void assignsOnlyWhatFitsToWhatIsKept() {
        try (TensorRuntime runtime = runtime()) {
            Tensor kept = runtime.keep(runtime.vector(1, 2), false);
            assertThatThrownBy(() -> runtime.assign(runtime.vector(1, 2), kept))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a kept tensor");
            assertThatThrownBy(() -> runtime.assign(kept, runtime.vector(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FLOAT64[1] cannot be assigned to FLOAT64[2]");
            assertThatThrownBy(() -> runtime.assign(kept, runtime.vector(1, 2).cast(DType.FLOAT32)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> runtime.release(runtime.vector(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a kept tensor");
            Tensor indices = runtime.indices(new int[] {1}, Shape.of(1));
            assertThatThrownBy(() -> runtime.keep(indices, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("INT32");
            assertThat(runtime.keep(indices, false).readInts()).containsExactly(1);
        }
    }

    @Test
    void strictRuntimesRefuseToLeak() {
        try (TensorRuntime strict = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64)) {
            assertThatThrownBy(() -> strict.vector(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside any scope");
            Tensor kept;
            try (TensorScope scope = strict.scope()) {
                Tensor inside = strict.vector(1);
                kept = strict.keep(inside, false);
                assertThatThrownBy(() -> scope.detach(inside))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("outside any scope");
                Tensor carried;
                try (TensorScope inner = strict.scope()) {
                    carried = inner.detach(inside.add(1));
                }
                assertThat(carried.readDoubles()).containsExactly(2);
            }
            assertThat(kept.readDoubles()).containsExactly(1);
            assertThatThrownBy(() -> kept.add(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closesOnceAndForAll() {
        TensorRuntime runtime = runtime();
        Tensor free = runtime.vector(1);
        Tensor kept = runtime.keep(free, true);
        Tensor scoped = runtime.scope().detach(free);
        runtime.close();
        runtime.close();
        for (Tensor ended : new Tensor[] {free, kept, scoped}) {
            assertThatThrownBy(ended::readDoubles).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void checksLengths() {
        try (TensorRuntime runtime = runtime()) {
            assertThatThrownBy(() -> runtime.tensor(new double[3], Shape.of(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("3 values do not fill shape [2]");
            assertThatThrownBy(() -> runtime.tensor(new float[3], 2, Shape.of(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from offset 2");
            assertThatThrownBy(() -> runtime.tensor(new float[3], -1, Shape.of(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> runtime.indices(new int[1], Shape.of(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(runtime.tensor(new float[] {9, 1, 2, 9}, 1, Shape.of(2)).readDoubles())
                    .containsExactly(1, 2);
            assertThat(runtime.zeros(Shape.of(2), DType.INT32).readInts()).containsExactly(0, 0);
        }
    }

    @Test
    void noiseIsThatOfTheKeyInBothPrecisions() {
        RandomKey key = RandomKey.of(5).split("noise");
        try (TensorRuntime precise = runtime();
                TensorRuntime single = TensorRuntime.on(new ReferenceBackend(), DType.FLOAT32)) {
            double[] normals = precise.normal(key, Shape.of(3, 7)).readDoubles();
            assertThat(normals).containsExactly(key.normal(21));
            float[] rounded = single.normal(key, Shape.of(3, 7)).readFloats();
            double[] uniforms = precise.uniform(key, Shape.of(4)).readDoubles();
            float[] roundedUniforms = single.uniform(key, Shape.of(4)).readFloats();
            for (int i = 0; i < 21; i++) {
                assertThat(rounded[i]).isEqualTo((float) normals[i]);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(roundedUniforms[i]).isEqualTo((float) uniforms[i]);
            }
        }
    }
}

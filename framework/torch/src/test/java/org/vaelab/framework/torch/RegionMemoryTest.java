// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;
import org.vaelab.framework.tensor.spi.Unary;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.testkit.tensor.RegionMemoryContract;

/** The pool holds no more than was in use at once, and knows what is stale. */
final class RegionMemoryTest extends RegionMemoryContract<TorchBackend> {

    RegionMemoryTest() {
        super(new TorchBackendProvider(), TorchBackend.class);
    }

    @Override
    protected double slackOfEqualRegions() {
        return 1;
    }

    @Override
    protected double slackOfVaryingRegions() {
        return 1;
    }

    @Test
    void aBufferOfAClosedRegionIsRefused() {
        TorchBackend backend = backend();
        Buffer stale;
        Buffer view;
        try (Region region = backend.storage().openRegion()) {
            stale = backend.arrangement().fill(1, Shape.of(2, 3), DType.FLOAT32);
            view = backend.arrangement().permute(stale, new int[] {1, 0});
            backend.storage().readFloats(view);
        }
        backend.arrangement().fill(2, Shape.of(2, 3), DType.FLOAT32);
        for (Buffer buffer : List.of(stale, view)) {
            assertThatThrownBy(() -> backend.storage().readFloats(buffer))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its region is closed");
            assertThatThrownBy(() -> backend.elementwise().unary(Unary.EXP, buffer))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void manyViewsOfOneTensorAreRight() {
        TorchBackend backend = backend();
        float[] values = new float[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Buffer kept =
                backend.storage()
                        .keep(backend.storage().create(values, 0, Shape.of(100), DType.FLOAT32));
        for (int round = 0; round < 3; round++) {
            try (Region region = backend.storage().openRegion()) {
                List<Buffer> sums = new ArrayList<>();
                for (int i = 0; i < 99; i++) {
                    Buffer pair = backend.arrangement().slice(kept, 0, i, i + 2);
                    sums.add(
                            backend.reductions().reduce(Reduction.SUM, pair, new int[] {0}, false));
                }
                for (int i = 0; i < 99; i++) {
                    assertThat(backend.storage().readFloats(sums.get(i)))
                            .containsExactly(2 * i + 1);
                }
            }
        }
        backend.storage().release(kept);
    }

    @Test
    void momentsThatWereReleasedAreForgotten() {
        TorchBackend backend = backend();
        AdamStep first = new AdamStep(0.1, 0.9, 0.999, 1e-8, 0, 1);
        for (int round = 0; round < 3; round++) {
            Buffer w =
                    backend.storage()
                            .keep(backend.arrangement().fill(1, Shape.of(4), DType.FLOAT64));
            Buffer m =
                    backend.storage()
                            .keep(backend.arrangement().fill(0, Shape.of(4), DType.FLOAT64));
            Buffer v =
                    backend.storage()
                            .keep(backend.arrangement().fill(0, Shape.of(4), DType.FLOAT64));
            try (Region region = backend.storage().openRegion()) {
                Buffer g = backend.arrangement().fill(3, Shape.of(4), DType.FLOAT64);
                backend.updates().update(List.of(new Update<>(w, g, List.of(m, v))), 1, first);
            }
            // The first step of Adam is the rate, against the sign of the gradient.
            assertThat(backend.storage().readDoubles(w))
                    .containsExactly(new double[] {0.9, 0.9, 0.9, 0.9}, within(1e-7));
            List.of(w, m, v).forEach(backend.storage()::release);
        }
    }
}
